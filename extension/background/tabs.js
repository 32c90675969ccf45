/** What is known of each tab, and the badge that says it: the one sign that a page can neither hide nor forge. */
import { tabKey } from "../ext.js";

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

/** @param {number} tab */
export const forget = (tab) => chrome.storage.session.remove(tabKey(tab));

/** @param {number} tab @param {TabState} state */
async function show(tab, state) {
  const badge = BADGES[sign(state)];
  try {
    await Promise.all([
      chrome.action.setBadgeText({ tabId: tab, text: badge?.text ?? "" }),
      chrome.action.setTitle({ tabId: tab, title: chrome.i18n.getMessage(badge?.title ?? "name") }),
      badge && chrome.action.setBadgeBackgroundColor({ tabId: tab, color: badge.colour }),
      badge && chrome.action.setBadgeTextColor({ tabId: tab, color: "#ffffff" }),
    ]);
  } catch {
    // The tab was closed meanwhile.
  }
}

/** @param {TabState} state @returns {string} the row of BADGES */
function sign({ status, assessment }) {
  if (status !== "answered" || !assessment) return status;
  const banned = assessment.requirements.some((item) => item.banned && item.applies === "yes");
  return banned && !["recalled", "possible"].includes(assessment.verdict) ? "banned" : assessment.verdict;
}
