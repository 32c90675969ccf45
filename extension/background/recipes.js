/** The recipes: the packaged ones are the floor; newer ones are taken from the checker, once a day, if they fit. */
import { fetchShops } from "./backend.js";
import { isRecipes } from "./shapes.js";

/** @typedef {{id: string, name: string, launch: boolean, hosts: string[], product: string[],
 *   results: {urls: string[], card: string, title: string, link: string, seller?: string}, id_pattern?: string}} Shop */
/** @typedef {{revised: string, shops: Shop[], general: Shop, tables: object}} Recipes */
/** @typedef {{asked: number, file: Recipes | null}} Taken `asked`: when, in ms since 1970 */

const KEY = "recipes";
const UNREAD = "unread";
const DAY = 86_400_000;

/** @type {Promise<Recipes> | undefined} */
let loading;

/** @returns {Promise<Recipes>} */
const packaged = () => (loading ??= fetch(chrome.runtime.getURL("shops.json")).then((response) => response.json()));

/** @returns {Promise<Taken>} */
const taken = async () => {
  const kept = /** @type {Taken | undefined} */ ((await chrome.storage.local.get(KEY))[KEY]);
  return kept ?? { asked: 0, file: null };
};

/** @returns {Promise<Recipes>} the newer of both files; a shop that it lacks is read as packaged */
export async function recipes() {
  const [floor, { file }] = await Promise.all([packaged(), taken()]);
  if (!file || file.revised <= floor.revised) return floor;
  const known = new Set(file.shops.map(({ id }) => id));
  return { ...file, shops: [...file.shops, ...floor.shops.filter(({ id }) => !known.has(id))] };
}

/**
 * Takes newer recipes, when none were asked for since yesterday or when a person wants it now.
 * @param {boolean} [now]
 * @returns {Promise<boolean>} whether the checker's file is fit for use
 */
export async function freshen(now = false) {
  const { asked, file } = await taken();
  if (!now && Date.now() - asked < DAY) return true;
  await chrome.storage.local.set({ [KEY]: { asked: Date.now(), file } });
  const offered = await fetchShops();
  const fits = isRecipes(offered);
  if (fits) await chrome.storage.local.set({ [KEY]: { asked: Date.now(), file: offered } });
  return fits;
}

/** @typedef {Record<string, {count: number, last: string}>} Unread by shop: pages without a title, the last one's day */

/** @returns {Promise<Unread>} */
export const unread = async () => /** @type {Unread} */ ((await chrome.storage.local.get({ [UNREAD]: {} }))[UNREAD]);

/** A page of a shop on which the recipe found no title: counted here, and told to the checker without its address. @param {string} shop */
export async function countUnread(shop) {
  const all = await unread();
  all[shop] = { count: (all[shop]?.count ?? 0) + 1, last: new Date().toISOString().slice(0, 10) };
  await chrome.storage.local.set({ [UNREAD]: all });
}

export const forgetUnread = () => chrome.storage.local.remove(UNREAD);
