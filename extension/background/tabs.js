/** What is known of each tab, and the badge that says it: the one sign that a page can neither hide nor forge. */
/* global importSafety */
import { tabKey } from "../ext.js";
import { speak } from "../language.js";

/** Verdict -> badge. The colours are `--<verdict>` of style/tokens.css in its light form. */
/** @type {Record<string, {text: string, colour: string, title: string}>} */
export const BADGES = {
  recalled: { text: "!", colour: "#b0241c", title: "badge_recalled" },
  possible: { text: "?", colour: "#955300", title: "badge_possible" },
  similar: { text: "≈", colour: "#2c5f96", title: "badge_similar" },
  no_match: { text: "–", colour: "#5a6570", title: "badge_no_match" },
  unchecked: { text: "×", colour: "#685687", title: "headline_unchecked" },
  failed: { text: "×", colour: "#685687", title: "badge_failed" },
  checking: { text: "…", colour: "#5a6570", title: "badge_checking" },
  banned: { text: "!", colour: "#b0241c", title: "badge_banned" },
};

/** @param {number} tab @returns {Promise<TabState | null>} */
export async function known(tab) {
  const key = tabKey(tab);
  return /** @type {TabState | undefined} */ ((await chrome.storage.session.get(key))[key]) ?? null;
}

/** @param {number} tab @param {TabState} state */
export async function remember(tab, state) {
  await chrome.storage.session.set({ [tabKey(tab)]: state });
  await show(tab, state);
}

/** Whether a tab is of a private window, where a person let the extension in: nothing of it is to outlive the window
 * but what the person saves. A tab that is gone counts as one. @param {number} tab @returns {Promise<boolean>} */
export const isPrivate = (tab) => chrome.tabs.get(tab).then(({ incognito }) => incognito, () => true);

/** One after another: what is asked and told of a product in a tab builds on what was known before, and a slow answer
 * does not take the place of a later one. @template T @param {number} tab @param {string | undefined} product
 * @param {() => Promise<T>} work @returns {Promise<T>} */
export const inTurn = (tab, product, work) => navigator.locks.request(`${tabKey(tab)} ${product}`, work);

/** @param {number} tab */
export const forget = (tab) => chrome.storage.session.remove(tabKey(tab));

/** @param {number} tab @param {TabState} state */
async function show(tab, state) {
  const badge = BADGES[signOf(state)];
  await speak();
  try {
    await Promise.all([
      chrome.action.setBadgeText({ tabId: tab, text: badge ? textOf(badge.text, state) : "" }),
      chrome.action.setTitle({ tabId: tab, title: importSafety.words.t(badge?.title ?? "name") }),
      badge && chrome.action.setBadgeBackgroundColor({ tabId: tab, color: badge.colour }),
      badge && chrome.action.setBadgeTextColor({ tabId: tab, color: "#ffffff" }),
    ]);
  } catch {
    // The tab was closed meanwhile.
  }
}

/** On a page of results: how many are marked so. @param {string} text @param {TabState} state */
function textOf(text, state) {
  const count = state.status === "results" ? state.cards?.signs[signOf(state)] : undefined;
  return count ? String(count) : text;
}

/** @param {TabState} state @returns {string} the row of BADGES */
function signOf({ status, assessment, cards }) {
  if (status === "results") return MARKED.find((sign) => cards?.signs[sign]) ?? "";
  return status === "answered" && assessment ? sign(assessment) : status;
}

// Weighty enough for the badge of a page of results.
const MARKED = ["recalled", "banned", "possible"];

/** The one sign for an answer: its verdict, or that its kind is banned. @param {Assessment} assessment */
export function sign({ verdict, requirements }) {
  const banned = requirements.some((item) => item.banned && item.applies === "yes");
  return banned && !["recalled", "possible", "unchecked"].includes(verdict) ? "banned" : verdict;
}
