/** Result pages: from the cards that came into view to the marks they get. */
/* global importSafety */
import { speak } from "../language.js";
import { settings } from "../settings.js";
import { checkAll, Unanswered } from "./backend.js";
import { visible } from "./hidden.js";
import { known, remember, sign } from "./tabs.js";

const SIGNS = ["recalled", "possible", "similar", "banned"];

/**
 * @param {number} tab @param {string} url the page's
 * @param {CardFacts[]} items
 * @returns {Promise<(Mark | null)[]>} null for a card that stays as it is
 */
export async function markCards(tab, url, items) {
  const { marks } = await settings();
  if (marks !== "on" || !items.length) return items.map(() => null);
  const found = await ask(tab, url, items);
  if (!found) return items.map(() => null);
  await speak();
  const made = await Promise.all(found.map((assessment) => (assessment ? mark(assessment) : null)));
  const state = await known(tab);
  if (state?.url !== url) return made;
  /** @type {Record<string, number>} */
  const signs = { ...state.cards?.signs };
  for (const each of made) if (each) signs[each.sign] = (signs[each.sign] ?? 0) + 1;
  await remember(tab, { ...state, failure: undefined, cards: { asked: (state.cards?.asked ?? 0) + items.length, signs } });
  return made;
}

/** @param {number} tab @param {string} url @param {CardFacts[]} items */
async function ask(tab, url, items) {
  try {
    return await checkAll(tab, items.map(({ title, seller, url }) => ({ title, seller, url })));
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    const state = await known(tab);
    if (state?.url === url) await remember(tab, { ...state, failure: error.failure });
    return null;
  }
}

/** @param {Assessment} assessment @returns {Promise<Mark | null>} */
async function mark(assessment) {
  const seen = await visible(assessment);
  const found = sign(seen);
  if (!SIGNS.includes(found)) return null;
  const { t, headline } = importSafety.words;
  const bans = seen.requirements.filter((item) => item.banned && item.applies === "yes");
  const [first] = seen.notices;
  if (found === "banned") return { sign: found, line: t("ban_applies", bans.map((item) => item.citation).join(", ")), title: "", date: "" };
  return { sign: /** @type {Mark["sign"]} */ (found), line: headline(seen), title: first?.title ?? "", date: first?.date ?? "" };
}
