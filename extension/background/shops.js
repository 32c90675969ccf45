/** The recipes: which pages are product pages, and how each shop's are read. Data only, from shops.json. */

/** @typedef {{id: string, name: string, launch: boolean, hosts: string[], product: string[],
 *   results: {urls: string[]}, id_pattern?: string}} Shop */
/** @typedef {{shops: Shop[], general: Shop, tables: object}} Recipes */

/** @type {Promise<Recipes> | undefined} */
let loading;

/** @returns {Promise<Recipes>} */
const load = () => (loading ??= fetch(chrome.runtime.getURL("shops.json")).then((response) => response.json()));

/** @returns {Promise<Shop[]>} the shops whose product pages are read unasked */
export const launchShops = async () => (await load()).shops.filter((shop) => shop.launch);

/**
 * @param {string} address a page's address
 * @param {boolean} asked a person asked for it: then a page of no known shape is read by the general recipe
 * @returns {Promise<Plan | null>} null when the page is not a product page
 */
export async function planFor(address, asked) {
  const { general, tables } = await load();
  const url = URL.parse(address);
  const shop = await shopOf(url);
  const read = asked || (url && shop && isProduct(shop, url));
  return read ? { recipe: shop ?? general, tables, product: await productKey(address) } : null;
}

/** @param {string} address @returns {Promise<string>} what stays the same while a product's address varies */
export async function productKey(address) {
  const url = URL.parse(address);
  const shop = await shopOf(url);
  const id = shop?.id_pattern && new RegExp(shop.id_pattern).exec(address)?.[1];
  return id ? `${shop.id} ${id}` : `${url?.host}${url?.pathname}`;
}

/** @param {URL | null} url @returns {Promise<Shop | undefined>} */
async function shopOf(url) {
  const host = url?.hostname ?? "";
  return (await load()).shops.find((shop) => shop.hosts.some((name) => host === name || host.endsWith(`.${name}`)));
}

/** Patterns are searched in host + path, as in the checker's pages/recipes.py. @param {Shop} shop @param {URL} url */
function isProduct(shop, url) {
  const where = url.hostname.replace(/^www\./, "") + url.pathname;
  /** @param {string[]} patterns */
  const any = (patterns) => patterns.some((pattern) => new RegExp(pattern).test(where));
  return any(shop.product) && !any(shop.results.urls);
}
