/** The extension's one worker. It may be stopped at any moment: what it must know is in `storage.session`. */
import { backendUrl } from "../ext.js";
import { chosenWords } from "../language.js";
import { choose, settings } from "../settings.js";
import { check, probe, remembered, Unanswered, unreadAlerts } from "./backend.js";
import { message } from "./decode.js";
import { dismiss, hide } from "./hidden.js";
import { askSupplier, checkAgain, checkPage, contestAnswer, shown, styleOf } from "./pages.js";
import { freshen } from "./recipes.js";
import { markCards } from "./results.js";
import { pageAt, productKey } from "./shops.js";
import { readTab, readTabs, registerSites } from "./sites.js";
import { forget, isPrivate, known, remember } from "./tabs.js";

const MARK_STYLE = ["style/tokens.css", "content/marks.css"];

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
    case "cards":
      return markCards(tab, received.url, received.items);
    case "marks":
      return choose({ marks: received.on ? "on" : "off" });
    case "dismiss":
      return dismiss(await productKey(received.url));
    case "hide": {
      const state = await known(tab);
      if (await isPrivate(tab)) return dismiss(await productKey(received.url)); // what was hidden would tell what was looked at
      return state?.assessment && hide(state.assessment, received.id);
    }
    case "read":
      return readTab(received.tab);
    case "again":
      return checkAgain(received.tab, received.corrections, received.answers);
    case "try":
      return settled(async () => shown({ url: "", status: "answered", assessment: await check(tab, { page: received.facts }) }));
    case "probe":
      return probe(received.backendUrl, received.token);
    case "contest":
      return settled(() => contestAnswer(received));
    case "alerts":
      return settled(unreadAlerts);
    case "memory":
      return settled(() => remembered(received.clear));
    case "supplier":
      return settled(() => askSupplier(received.tab));
    case "recipes":
      return settled(() => freshen(true));
  }
}

/** @template T @param {() => Promise<T>} asked @returns {Promise<T | {failure: Failure}>} */
async function settled(asked) {
  try {
    return await asked();
  } catch (error) {
    if (error instanceof Unanswered) return { failure: error.failure };
    throw error;
  }
}

/** @param {number} tab @param {string} url @param {boolean} asked @returns {Promise<Plan | null>} */
async function visit(tab, url, asked) {
  const [found, { marks }] = await Promise.all([pageAt(url, asked), settings()]);
  if (!found || found.kind === "off" || (found.kind === "results" && marks === "off")) {
    await remember(tab, { url, status: found?.kind === "off" ? "off" : found ? "results" : "other" });
    return null;
  }
  const { kind, shop, tables, product } = found;
  const before = await known(tab);
  const same = before?.product === product ? { corrections: before.corrections, answers: before.answers, contests: before.contests } : {};
  await remember(tab, { ...same, url, shop: shop.id, product, status: kind === "results" ? "results" : "checking" });
  if (!(await isPrivate(tab))) freshen().catch(() => {}); // the packaged recipes serve meanwhile
  const css = kind === "results" ? await styleOf(MARK_STYLE) : "";
  return { kind, shop: shop.id, recipe: shop, tables, product, words: await chosenWords(), marks, backendUrl: await backendUrl(), css };
}

/** Which open pages a choice concerns: those look at themselves again.
 * @type {Record<string, (state: TabState, change: chrome.storage.StorageChange) => boolean>} */
const CONCERNED = {
  marks: ({ status }) => status === "results",
  shopsOff: ({ status, shop }, { newValue }) => status === "off" || (/** @type {string[]} */ (newValue ?? []).includes(shop ?? "")),
  language: ({ status }) => status !== "other",
};

/** @param {{[key: string]: chrome.storage.StorageChange}} changes */
async function onChosen(changes) {
  if ("sites" in changes) await registerSites();
  const choices = Object.entries(changes).filter(([key]) => key in CONCERNED);
  if (!choices.length && !("hidden" in changes)) return;
  for (const { id } of await chrome.tabs.query({})) {
    const state = id === undefined ? null : await known(id);
    if (id === undefined || !state) continue;
    const again = choices.some(([key, change]) => CONCERNED[key]?.(state, change));
    if (again) await tell(id, { look: true });
    else if (state.assessment && "hidden" in changes) await tell(id, await shown(state));
  }
}

/** @param {number} tab @param {Answer | {look: true}} message */
const tell = (tab, message) => chrome.tabs.sendMessage(tab, message).catch(() => {});

function onInstalled(/** @type {chrome.runtime.InstalledDetails} */ { reason }) {
  void readTabs();
  void registerSites();
  if (reason === "install") void chrome.tabs.create({ url: chrome.runtime.getURL("welcome/welcome.html") });
}

chrome.runtime.onMessage.addListener(onMessage);
chrome.tabs.onRemoved.addListener((tab) => void forget(tab));
chrome.storage.local.onChanged.addListener((changes) => void onChosen(changes));
chrome.permissions.onAdded.addListener(() => void registerSites());
chrome.permissions.onRemoved.addListener(() => void registerSites());
chrome.runtime.onInstalled.addListener(onInstalled);
