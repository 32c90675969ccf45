/** The popup: what is known of one tab. `popup.html?tab=<id>` shows a given tab, else it is the one in front. */
import { ask, backendUrl, tabKey } from "../ext.js";
import { byId, translatePage } from "../page.js";
import { addSite, alter, choose, cleanHost, savable, settings } from "../settings.js";
import { isRead } from "../background/shops.js";
import { originsOf } from "../background/sites.js";
import { answered, failed, off, other, results, waiting } from "./faces.js";
import { alertLine } from "./seen.js";

const main = byId("main");

/** @returns {Promise<chrome.tabs.Tab | undefined>} */
async function tabInQuestion() {
  const given = new URLSearchParams(location.search).get("tab");
  if (given !== null) return /^\d+$/.test(given) ? chrome.tabs.get(Number(given)).catch(() => undefined) : undefined;
  const [front] = await chrome.tabs.query({ active: true, currentWindow: true });
  return front;
}

/** @param {string | undefined} url */
const page = (url) => url?.split("#", 1)[0];

// Rounds overlap where much happens at once; only the last one's state is the present one.
let rounds = 0;

/** @param {chrome.tabs.Tab | undefined} tab */
async function render(tab) {
  const round = ++rounds;
  const key = tabKey(tab?.id ?? -1);
  const [address, chosen] = await Promise.all([backendUrl(), settings()]);
  let state = /** @type {TabState | undefined} */ ((await chrome.storage.session.get(key))[key]);
  // What is stored may be of a page that the tab has left; the address is known only where we may read.
  if (state && tab?.url && page(tab.url) !== page(state.url)) state = undefined;
  const ways = {
    address,
    hidden: chosen.hidden,
    saved: chosen.list.some(({ url }) => url === state?.url),
    host: tab?.url && !(await isRead(tab.url)) ? cleanHost(tab.url) : "",
    retry: () => void readAgain(tab),
    again: (/** @type {Corrections} */ corrections, /** @type {Record<string, string>} */ answers) =>
      void checkAgain(tab, corrections, answers),
    contest: (/** @type {Claim} */ claim, /** @type {string} */ notice, /** @type {string} */ reason) =>
      /** @type {Promise<any>} */ (ask({ type: "contest", tab: tab?.id ?? -1, claim, notice, reason })),
    texts: () => ask({ type: "supplier", tab: tab?.id ?? -1 }),
    save: (/** @type {boolean} */ on) => void setSaved(state, on).then(() => render(tab)),
    marks: (/** @type {boolean} */ on) => void choose({ marks: on ? "on" : "off" }).then(() => render(tab)),
    addSite: () => void readSite(cleanHost(tab?.url)),
  };
  if (round !== rounds) return;
  main.dataset.status = state?.status ?? "other";
  main.dataset.verdict = state?.assessment?.verdict ?? "";
  main.setAttribute("aria-busy", String(pending > 0 || state?.status === "checking"));
  const restore = kept(state);
  main.replaceChildren(...face(state, chosen.marks, ways).filter((part) => part instanceof Node));
  restore();
  await tellAlerts(address);
}

/** What a person has typed (by the field's id) and opened of this product, through all that is shown
 * of it meanwhile. @type {{product: string | undefined, typed: Map<string, string>, open: Set<string>}} */
let at = { product: undefined, typed: new Map(), open: new Set() };

/** Notes what a person is at. @param {TabState | undefined} state what is shown next
 * @returns {() => void} gives it back to what is shown then */
function kept(state) {
  if (state?.product !== at.product) at = { product: state?.product, typed: new Map(), open: new Set() };
  const { typed, open } = at;
  const active = /** @type {HTMLElement | null} */ (document.activeElement);
  const focus = active?.dataset.act ? `[data-act="${CSS.escape(active.dataset.act)}"]` : active?.id ? `#${CSS.escape(active.id)}` : "";
  for (const { id, value, defaultValue } of fields()) value === defaultValue ? typed.delete(id) : typed.set(id, value);
  for (const [key, details] of unfolding()) details.open ? open.add(key) : open.delete(key);
  return () => {
    for (const field of fields()) field.value = typed.get(field.id) ?? field.value;
    for (const [key, details] of unfolding()) details.open ||= open.has(key);
    if (focus) /** @type {HTMLElement | null} */ (main.querySelector(focus))?.focus();
  };
}

const fields = () => /** @type {NodeListOf<HTMLInputElement | HTMLTextAreaElement>} */ (main.querySelectorAll("input, textarea"));
/** What can be opened, each by its summary and the notice that it belongs to. @returns {[key: string, HTMLDetailsElement][]} */
const unfolding = () =>
  [.../** @type {NodeListOf<HTMLDetailsElement>} */ (main.querySelectorAll("details:has(> summary)"))].map((details) => {
    const notice = /** @type {HTMLElement | null} */ (details.closest("[data-notice]"))?.dataset.notice ?? "";
    return [`${notice} ${details.querySelector("summary")?.textContent}`, details];
  });

/** Asked once, while the popup is open. @type {Promise<number | {failure: Failure} | null> | undefined} */
let alerts;

/** One line where what a person watches has news. @param {string} address */
async function tellAlerts(address) {
  alerts ??= ask({ type: "alerts" });
  const unread = await alerts;
  if (typeof unread !== "number" || unread < 1 || document.getElementById("alerts")) return;
  main.querySelector("header")?.after(alertLine(unread, address));
}

/** @param {TabState | undefined} state @param {"ask" | "on" | "off"} marks @param {import("./faces.js").Ways} ways */
function face(state, marks, ways) {
  if (state?.status === "checking") return waiting(ways);
  if (state?.status === "failed" && state.failure) return failed(state.failure, ways);
  if (state?.status === "answered") return answered(state, ways);
  if (state?.status === "results") return results(state, marks, ways);
  return state?.status === "off" ? off(ways) : other(ways);
}

// What a person asked for and is not answered yet.
let pending = 0;

/** @param {Message} message */
async function asking(message) {
  main.setAttribute("aria-busy", String(++pending > 0));
  try {
    return await ask(message);
  } finally {
    main.setAttribute("aria-busy", String(--pending > 0));
  }
}

/** @param {chrome.tabs.Tab | undefined} tab */
async function readAgain(tab) {
  if (tab?.id === undefined) return;
  const read = await asking({ type: "read", tab: tab.id });
  if (!read) document.getElementById("problem")?.removeAttribute("hidden");
}

/** @param {chrome.tabs.Tab | undefined} tab @param {Corrections} corrections @param {Record<string, string>} answers */
async function checkAgain(tab, corrections, answers) {
  if (tab?.id !== undefined) await asking({ type: "again", tab: tab.id, corrections, answers });
}

/** Puts the product into my list, or takes it out. @param {TabState | undefined} state @param {boolean} on */
async function setSaved(state, on) {
  if (!state?.assessment) return;
  const item = savable(state.assessment, state.url);
  await alter(({ list }) => {
    const others = list.filter(({ url }) => url !== state.url);
    return { list: on ? [item, ...others] : others };
  });
}

/** The browser asks; the worker runs our scripts there once it is allowed. @param {string} host */
async function readSite(host) {
  const allowed = chrome.permissions.request({ origins: originsOf(host) });
  await addSite(host, "general");
  if (await allowed) window.close();
}

await translatePage();
const tab = await tabInQuestion();
chrome.storage.session.onChanged.addListener((changes) => {
  if (tabKey(tab?.id ?? -1) in changes) void chrome.tabs.get(tab?.id ?? -1).then(render);
});
await render(tab);
