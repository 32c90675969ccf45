/** What a person chose and keeps: `storage.local`, one row a key. What comes from a file is hostile until clean. */
import { cleanAddress, DEFAULT_BACKEND } from "./ext.js";

export const LANGUAGES = ["en", "es", "zh_CN"];
const MOST_SAVED = 1000;

/** @typedef {{host: string, recipe: string}} Site a site that a person added, and the recipe that reads it */
/** @typedef {{address: string, value: string}} Token what opens a checker of a team, and which one: no other gets it */
/** @typedef {{backendUrl: string, marks: "ask" | "on" | "off", shopsOff: string[], sites: Site[], language: string,
 *   hidden: Record<string, Hidden>, list: Saved[], remember: boolean, token: Token}} Settings */

/** @param {unknown} value @returns {Record<string, any>} */
const object = (value) => (value && typeof value === "object" && !Array.isArray(value) ? value : {});
/** @param {unknown} value @param {number} most */
const text = (value, most = 500) => (typeof value === "string" ? value.slice(0, most) : "");
/** @param {unknown} value @returns {unknown[]} */
const array = (value) => (Array.isArray(value) ? value : []);
/** @param {unknown} value @param {number} most */
const texts = (value, most) => array(value).map((item) => text(item, 100)).filter(Boolean).slice(0, most);

/** @param {unknown} value @returns {string} a host name, or nothing */
export function cleanHost(value) {
  const typed = text(value).trim();
  const url = URL.parse(typed.includes("://") ? typed : `https://${typed}`);
  const host = url?.protocol.startsWith("http") ? url.hostname.replace(/^www\./, "") : "";
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host) ? host : "";
}

/** @param {unknown} value @returns {string} what may stand in a header */
export const cleanToken = (value) => text(value, 300).replace(/[^\x21-\x7e]/g, "");

/** @param {unknown} value @returns {Saved | null} */
function saved(value) {
  const raw = object(value);
  if (!/^https?:\/\//.test(text(raw.url))) return null;
  const verdicts = ["recalled", "possible", "similar", "no_match", "unchecked"];
  return {
    url: text(raw.url, 2000),
    title: text(raw.title),
    brand: text(raw.brand),
    model: text(raw.model),
    gtin: text(raw.gtin),
    seller: text(raw.seller),
    verdict: verdicts.includes(raw.verdict) ? raw.verdict : "unchecked",
    notices: texts(raw.notices, 10),
    savedOn: text(raw.savedOn, 10),
    asOf: text(raw.asOf, 10),
  };
}

/** @param {unknown} value @returns {Hidden} */
function hidden(value) {
  const { title, date, tier, features, on } = object(value);
  return { title: text(title), date: text(date, 10), tier: text(tier, 20), features: texts(features, 30), on: text(on, 10) };
}

/** Key -> [what holds before anything was chosen, what is left of a value from outside].
 * @type {{[Key in keyof Settings]: [first: Settings[Key], clean: (value: unknown) => Settings[Key]]}} */
const TABLE = {
  backendUrl: [DEFAULT_BACKEND, (value) => cleanAddress(value) ?? DEFAULT_BACKEND],
  marks: ["ask", (value) => (value === "on" || value === "off" ? value : "ask")],
  shopsOff: [[], (value) => texts(value, 100)],
  sites: [
    [],
    (value) =>
      array(value)
        .map((item) => ({ host: cleanHost(object(item).host), recipe: text(object(item).recipe, 40) || "general" }))
        .filter(({ host }) => host)
        .slice(0, 100),
  ],
  language: ["", (value) => (LANGUAGES.includes(text(value)) ? text(value) : "")],
  hidden: [{}, (value) => Object.fromEntries(Object.entries(object(value)).slice(-500).map(([id, item]) => [id, hidden(item)]))],
  remember: [true, (value) => value !== false],
  token: [{ address: "", value: "" }, (value) => ({ address: cleanAddress(object(value).address) ?? "", value: cleanToken(object(value).value) })],
  list: [[], (value) => array(value).map(saved).filter((item) => item !== null).slice(0, MOST_SAVED)],
};

const KEYS = /** @type {(keyof Settings)[]} */ (Object.keys(TABLE));

/** @returns {Promise<Settings>} */
export async function settings() {
  return cleaned(await chrome.storage.local.get(KEYS));
}

/** @param {Partial<Settings>} chosen */
export const choose = (chosen) => chrome.storage.local.set(chosen);

/** Changes what is kept by what it was: one after another, whichever page or the worker asks, so that none is lost.
 * @param {(kept: Settings) => Partial<Settings>} change @returns {Promise<void>} */
export const alter = (change) => navigator.locks.request("settings", async () => choose(change(await settings())));

/** @param {string} host @param {string} recipe */
export const addSite = (host, recipe) =>
  alter(({ sites }) => ({ sites: [...sites.filter((site) => site.host !== host), { host, recipe }] }));

/** Has a hidden notice shown again. @param {string} id */
export const unhide = (id) => alter(({ hidden: { [id]: _, ...hidden } }) => ({ hidden }));

/** @param {Record<string, unknown>} raw @returns {Settings} */
function cleaned(raw) {
  const pairs = KEYS.map((key) => [key, key in raw ? TABLE[key][1](raw[key]) : TABLE[key][0]]);
  return /** @type {Settings} */ (Object.fromEntries(pairs));
}

/** @returns {Promise<string>} all settings as a file's text; the token is a secret and stays */
export async function exported() {
  const { token: _, ...others } = await settings();
  return JSON.stringify({ "import-safety": 1, ...others }, null, 2) + "\n";
}

/**
 * @param {string} file a text that `exported` made
 * @returns {Omit<Settings, "token">} what is in it; nothing is stored yet
 * @throws {SyntaxError} when it is something else
 */
export function imported(file) {
  const raw = object(JSON.parse(file));
  if (raw["import-safety"] !== 1) throw new SyntaxError("not settings of this extension");
  const { token: _, ...others } = cleaned(raw);
  return others;
}

/** @param {Assessment} assessment @param {string} url the page's address @returns {Saved} */
export function savable({ listing, verdict, notices, asOf }, url) {
  const { title, brand, model, gtin, seller } = listing;
  const oldest = asOf.map(([, date]) => date).sort()[0] ?? "";
  const on = new Date().toISOString().slice(0, 10);
  return /** @type {Saved} */ (
    saved({ url, title, brand, model, gtin, seller, verdict, notices: notices.map(({ id }) => id), savedOn: on, asOf: oldest })
  );
}
