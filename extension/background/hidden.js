/** What a person has put out of sight: a product's banner for this session, a notice until there is more to it. */
import { alter, settings } from "../settings.js";

const DISMISSED = "dismissed";
const TIERS = ["recalled", "possible", "similar"];

/** @returns {Promise<string[]>} the products whose banner was closed in this session */
export async function dismissed() {
  return /** @type {string[] | undefined} */ ((await chrome.storage.session.get(DISMISSED))[DISMISSED]) ?? [];
}

/** @param {string} product */
export async function dismiss(product) {
  const all = new Set([...(await dismissed()), product]);
  await chrome.storage.session.set({ [DISMISSED]: [...all].slice(-500) });
}

/** @param {Notice} notice @returns {string[]} what speaks for it */
const features = ({ evidence }) => [...new Set(evidence.filter(({ speaks }) => speaks === "for").map(({ feature }) => feature))];

/** @param {Assessment} assessment @param {string} id a notice's, or a requirement's that is a ban */
export async function hide({ notices, requirements }, id) {
  const notice = notices.find((item) => item.id === id);
  const ban = requirements.find((item) => item.id === id);
  if (!notice && !ban) return;
  const on = new Date().toISOString().slice(0, 10);
  const entry = notice
    ? { title: notice.title, date: notice.date, tier: notice.tier, features: features(notice), on }
    : { title: `${ban?.citation} ${ban?.title}`, date: "", tier: "", features: [], on };
  await alter(({ hidden }) => ({ hidden: { ...hidden, [id]: entry } }));
}

/** A hidden notice comes back when it was published anew, names the item more strongly, or more speaks for it.
 * @param {Notice} notice @param {Hidden | undefined} then */
export function isHidden(notice, then) {
  if (!then || notice.date !== then.date) return false;
  const stronger = TIERS.indexOf(notice.tier) < TIERS.indexOf(then.tier);
  return !stronger && features(notice).every((name) => then.features.includes(name));
}

/** What the banner shows of an answer. @param {Assessment} assessment @returns {Promise<Assessment>} */
export async function visible(assessment) {
  const { hidden } = await settings();
  const notices = assessment.notices.filter((notice) => !isHidden(notice, hidden[notice.id]));
  if (notices.length === assessment.notices.length && !Object.keys(hidden).length) return assessment;
  const requirements = assessment.requirements.filter(({ id, banned }) => !(banned && hidden[id]));
  const strongest = /** @type {Verdict} */ (TIERS.find((tier) => notices.some((notice) => notice.tier === tier)) ?? "no_match");
  const verdict = assessment.notices.length ? strongest : assessment.verdict;
  return { ...assessment, notices, requirements, verdict };
}
