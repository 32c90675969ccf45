/** Whether recipes from a checker have the shape of shops.json (pages/shops.schema.json): data only, no surprises. */

/** @typedef {(value: unknown) => boolean} Check */

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @param {number} [most] @returns {Check} */
const text = (most = 400) => (value) => typeof value === "string" && value.length <= most;

/** @type {Check} */
const flag = (value) => typeof value === "boolean";

/** @type {Check} a regular expression that the browser takes */
const pattern = (value) => {
  if (!text()(value)) return false;
  try {
    return new RegExp(/** @type {string} */ (value)) instanceof RegExp;
  } catch {
    return false;
  }
};

/** @param {Check} check @param {number} [most] @returns {Check} */
const list = (check, most = 400) => (value) => Array.isArray(value) && value.length <= most && value.every(check);

/** @param {Check} check @returns {Check} */
const map = (check) => (value) => isObject(value) && Object.keys(value).length <= 400 && Object.values(value).every(check);

/** A key that ends in `?` may be missing. Keys that are not named are of a newer checker and are not used.
 * @param {Record<string, Check>} checks @returns {Check} */
const shape = (checks) => (value) =>
  isObject(value) &&
  Object.entries(checks).every(([name, check]) => {
    const key = name.replace("?", "");
    return Object.hasOwn(value, key) ? check(value[key]) : name.endsWith("?");
  });

const texts = list(text());
const FIELDS = "title brand model mpn gtin sku seller price description category images".split(" ");
const where = Object.fromEntries(FIELDS.map((field) => [`${field}?`, texts]));
const patterns = list(pattern);

const recipe = shape({
  id: (value) => typeof value === "string" && /^[a-z0-9-]{1,40}$/.test(value),
  name: text(60),
  launch: flag,
  marketplace: flag,
  hosts: list((value) => typeof value === "string" && /^[a-z0-9.-]{1,80}$/.test(value)),
  product: patterns,
  results: shape({ urls: patterns, card: text(), title: text(), link: text(), "seller?": text() }),
  "id_pattern?": pattern,
  "state?": list(
    shape({
      ...where,
      "after?": texts,
      "script?": text(),
      "attributes?": list(shape({ at: text(), name: text(), value: text(), "id?": text(), "ids?": map(text()) })),
    }),
  ),
  "selectors?": shape(where),
  "rows?": list(shape({ each: text(), "name?": text(), "value?": text(), "next?": flag, "split?": flag })),
});

const sign = shape({
  id: text(60),
  problem: text(20),
  sure: flag,
  "selector?": text(),
  "title?": pattern,
  "url?": pattern,
  "text?": pattern,
  "script?": text(),
});

/** @type {Check} */
export const isRecipes = shape({
  version: (value) => value === 1,
  revised: (value) => typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value),
  tables: shape({ signs: list(sign) }),
  general: recipe,
  shops: list(recipe),
});
