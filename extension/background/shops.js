/** Which page an address is: a product of a shop, its results, or nothing that is read. */
import { settings } from "../settings.js";
import { recipes } from "./recipes.js";

/** @typedef {import("./recipes.js").Shop} Shop */
/** @typedef {{kind: "product" | "results" | "off", shop: Shop, tables: object, product: string}} Found */

/** @returns {Promise<Shop[]>} the shops whose product pages are read unasked */
export const launchShops = async () => (await recipes()).shops.filter((shop) => shop.launch);

/** @param {string} address @returns {Promise<boolean>} whether its shop is read unasked, or was added */
export async function isRead(address) {
  const shop = await shopOf(URL.parse(address));
  return shop !== undefined && (shop.launch || (await isAdded(address)));
}

/** @param {string} address */
async function isAdded(address) {
  const host = URL.parse(address)?.hostname ?? "";
  return (await settings()).sites.some((site) => host === site.host || host.endsWith(`.${site.host}`));
}

/**
 * @param {string} address a page's address
 * @param {boolean} asked a person asked for it: then a page of no known shape is read by the general recipe
 * @returns {Promise<Found | null>} null when the page is neither product nor results; `off` when a person has
 *   switched its shop off
 */
export async function pageAt(address, asked) {
  const [{ general, tables }, { shopsOff }] = await Promise.all([recipes(), settings()]);
  const url = URL.parse(address);
  const known = await shopOf(url);
  const shop = known ?? general;
  const kind = url && known ? kindOf(known, url) : null;
  if (!asked && !kind) return null;
  const off = !asked && shopsOff.includes(shop.id);
  return { kind: off ? "off" : asked ? "product" : (kind ?? "product"), shop, tables, product: await productKey(address) };
}

/** @param {string} address @returns {Promise<string>} what stays the same while a product's address varies */
export async function productKey(address) {
  const url = URL.parse(address);
  const shop = await shopOf(url);
  const id = shop?.id_pattern && new RegExp(shop.id_pattern).exec(address)?.[1];
  return id ? `${shop.id} ${id}` : `${url?.host}${url?.pathname}`;
}

/** The shop of a host: one of the recipes', or a site that a person added. @param {URL | null} url
 * @returns {Promise<Shop | undefined>} */
async function shopOf(url) {
  const host = url?.hostname ?? "";
  const [{ shops, general }, { sites }] = await Promise.all([recipes(), settings()]);
  /** @param {string} name */
  const within = (name) => host === name || host.endsWith(`.${name}`);
  const added = sites.find((site) => within(site.host));
  if (added && added.recipe !== "general") return shops.find(({ id }) => id === added.recipe);
  return shops.find((shop) => shop.hosts.some(within)) ?? (added && general);
}

/** Patterns are searched in host + path, as in the checker's pages/recipes.py. @param {Shop} shop @param {URL} url */
function kindOf(shop, url) {
  const where = url.hostname.replace(/^www\./, "") + url.pathname;
  /** @param {string[]} patterns */
  const any = (patterns) => patterns.some((pattern) => new RegExp(pattern).test(where));
  if (any(shop.results.urls)) return "results";
  return any(shop.product) ? "product" : null;
}
