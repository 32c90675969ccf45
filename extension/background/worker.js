/** The extension's one worker. It may be stopped at any moment: what it must know is in `storage.session`. */
import { backendUrl } from "../ext.js";
import { check, probe, Unanswered } from "./backend.js";
import { message } from "./decode.js";
import { planFor, productKey } from "./shops.js";
import { forget, known, remember } from "./tabs.js";

const STYLE = ["style/tokens.css", "style/notice.css", "content/banner.css"];
const DISMISSED = "dismissed";

/** @type {(raw: unknown, sender: chrome.runtime.MessageSender, reply: (answer: unknown) => void) => boolean} */
function onMessage(raw, sender, reply) {
  if (sender.id !== chrome.runtime.id) return false;
  const own = sender.url?.startsWith(chrome.runtime.getURL("")) ?? false;
  const received = message(raw, own);
  if (!received || (!own && (sender.tab?.id === undefined || sender.frameId !== 0))) return false;
  answer(received, sender.tab?.id ?? -1).then(reply, () => reply(null));
  return true;
}

/** @param {Message} received @param {number} tab @returns {Promise<unknown>} */
async function answer(received, tab) {
  switch (received.type) {
    case "visit":
      return visit(tab, received.url, received.asked);
    case "check":
      return checkPage(tab, received.facts);
    case "dismiss":
      return dismiss(received.url);
    case "read":
      return readTab(received.tab);
    case "probe":
      return probe(received.backendUrl);
  }
}

/** @param {number} tab @param {string} url @param {boolean} asked @returns {Promise<Plan | null>} */
async function visit(tab, url, asked) {
  const plan = await planFor(url, asked);
  await remember(tab, { url, status: plan ? "checking" : "other" });
  return plan;
}

/** @param {number} tab @param {Facts} facts @returns {Promise<Answer>} */
async function checkPage(tab, facts) {
  const { url } = facts;
  /** @type {TabState} */
  let state;
  try {
    state = { url, status: "answered", assessment: await check(facts) };
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    state = { url, status: "failed", failure: error.failure };
  }
  // The tab may have moved on while the checker thought.
  if ((await known(tab))?.url === url) await remember(tab, state);
  const [css, address, key, gone] = await Promise.all([style(), backendUrl(), productKey(url), dismissed()]);
  return { assessment: state.assessment ?? null, dismissed: gone.includes(key), backendUrl: address, css };
}

/** @returns {Promise<string[]>} the products whose banner was closed in this session */
async function dismissed() {
  return /** @type {string[] | undefined} */ ((await chrome.storage.session.get(DISMISSED))[DISMISSED]) ?? [];
}

/** @param {string} url */
async function dismiss(url) {
  const keys = new Set([...(await dismissed()), await productKey(url)]);
  await chrome.storage.session.set({ [DISMISSED]: [...keys].slice(-500) });
}

/** Reads a tab's page because a person asked for it: again, or for the first time. @param {number} tab */
async function readTab(tab) {
  const target = { tabId: tab };
  const again = () => globalThis.importSafety?.again?.() ?? false;
  const [first] = await chrome.scripting.executeScript({ target, func: again });
  if (first?.result) return true;
  await chrome.scripting.executeScript({ target, files: scripts() });
  const [second] = await chrome.scripting.executeScript({ target, func: again });
  return second?.result ?? false;
}

const scripts = () => chrome.runtime.getManifest().content_scripts?.[0]?.js ?? [];

/** Tabs that were open before the extension was are read too. */
async function readOpenTabs() {
  const url = chrome.runtime.getManifest().content_scripts?.[0]?.matches ?? [];
  for (const { id } of await chrome.tabs.query({ url, discarded: false })) {
    if (id !== undefined) await chrome.scripting.executeScript({ target: { tabId: id }, files: scripts() }).catch(() => {});
  }
}

/** @returns {Promise<string>} the banner's style; its files are not open to pages */
async function style() {
  const files = STYLE.map(async (path) => (await fetch(chrome.runtime.getURL(path))).text());
  return (await Promise.all(files)).join("\n");
}

chrome.runtime.onMessage.addListener(onMessage);
chrome.tabs.onRemoved.addListener((tab) => void forget(tab));
chrome.runtime.onInstalled.addListener(() => void readOpenTabs());
