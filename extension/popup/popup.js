/** The popup: what is known of one tab. `popup.html?tab=<id>` shows a given tab, else it is the one in front. */
/* global importSafety */
import { ask, backendUrl, tabKey, translatePage } from "../ext.js";
import { answered, failed, other, waiting } from "./faces.js";

const main = /** @type {HTMLElement} */ (document.getElementById("main"));

/** @returns {Promise<chrome.tabs.Tab | undefined>} */
async function tabInQuestion() {
  const given = new URLSearchParams(location.search).get("tab");
  if (given !== null) return /^\d+$/.test(given) ? chrome.tabs.get(Number(given)).catch(() => undefined) : undefined;
  const [front] = await chrome.tabs.query({ active: true, currentWindow: true });
  return front;
}

/** @param {string | undefined} url */
const page = (url) => url?.split("#", 1)[0];

/** @param {chrome.tabs.Tab | undefined} tab */
async function render(tab) {
  const key = tabKey(tab?.id ?? -1);
  const address = await backendUrl();
  let state = /** @type {TabState | undefined} */ ((await chrome.storage.session.get(key))[key]);
  // What is stored may be of a page that the tab has left; the address is known only where we may read.
  if (state && tab?.url && page(tab.url) !== page(state.url)) state = undefined;
  const retry = () => void readAgain(tab);
  main.dataset.status = state?.status ?? "other";
  main.dataset.verdict = state?.assessment?.verdict ?? "";
  main.setAttribute("aria-busy", String(state?.status === "checking"));
  if (state?.status === "answered") void tellStarter(address);
  main.replaceChildren(...face(state, address, retry).filter((part) => part instanceof Node));
}

/** @param {TabState | undefined} state @param {string} address @param {() => void} retry */
function face(state, address, retry) {
  if (state?.status === "checking") return waiting(address);
  if (state?.status === "failed" && state.failure) return failed(state.failure, address, retry);
  if (state?.status === "answered" && state.assessment) return answered(state.assessment, state.url, address, retry);
  return other(retry);
}

/** An answer from the starter list alone says so. @param {string} address */
async function tellStarter(address) {
  const { starter, refreshing, notices = 0 } = /** @type {Probe} */ (await ask({ type: "probe", backendUrl: address }));
  const line = document.getElementById("starter");
  if (!starter || !line) return;
  line.textContent = importSafety.words.t(refreshing ? "starter_refreshing" : "starter", notices);
  line.hidden = false;
}

/** @param {chrome.tabs.Tab | undefined} tab */
async function readAgain(tab) {
  if (tab?.id === undefined) return;
  main.setAttribute("aria-busy", "true");
  const read = await ask({ type: "read", tab: tab.id });
  main.setAttribute("aria-busy", "false");
  if (!read) document.getElementById("problem")?.removeAttribute("hidden");
}

translatePage();
const tab = await tabInQuestion();
chrome.storage.session.onChanged.addListener((changes) => {
  if (tabKey(tab?.id ?? -1) in changes) void chrome.tabs.get(tab?.id ?? -1).then(render);
});
await render(tab);
