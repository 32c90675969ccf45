/** The checker, over HTTP. Only the worker speaks to it: a page's own requests to this machine are blocked. */
/* global importSafety */
import { backendUrl } from "../ext.js";
import { speak } from "../language.js";
import { settings } from "../settings.js";
import { alerts, assessment, assessments, memory, Nonsense, receipt, status, supplier } from "./decode.js";
import { isPrivate } from "./tabs.js";

const PATIENCE = 10_000;

/** There is no answer. `failure` says which kind of trouble, so that the popup can say what to do. */
export class Unanswered extends Error {
  /** @param {Failure["kind"]} kind @param {string} [detail] */
  constructor(kind, detail = "") {
    super(`${kind} ${detail}`);
    /** @type {Failure} */
    this.failure = { kind, detail: detail.slice(0, 300) };
  }
}

/**
 * @param {number} tab where the product is looked at
 * @param {{page: Facts} | {listing: object}} asked what was collected from a product page, or what a person made of it
 * @param {Record<string, string>} [answers] to the requirements' questions
 * @returns {Promise<Assessment>}
 * @throws {Unanswered}
 */
export async function check(tab, asked, answers = {}) {
  const more = Object.keys(answers).length ? { answers } : {};
  return read(await post("check", { ...asked, ...more, ...(await unremembered(tab)), ...(await spoken()) }), assessment);
}

/**
 * @param {number} tab where they are looked at
 * @param {{title: string, seller: string, url: string}[]} listings
 * @returns {Promise<(Assessment | null)[]>} one for each, in order; null where there is no answer to it
 * @throws {Unanswered}
 */
export async function checkAll(tab, listings) {
  const more = await unremembered(tab);
  const answer = await post("check/batch", { items: listings.map((listing) => ({ listing, ...more })) });
  return read(answer, (value) => assessments(value, listings.length));
}

/**
 * What to order and to ask the supplier for.
 * @param {number} tab where the product is looked at
 * @param {object} listing
 * @param {Record<string, string>} answers
 * @returns {Promise<SupplierText[]>}
 * @throws {Unanswered}
 */
export const supplierTexts = async (tab, listing, answers) =>
  read(await post("plan", { listing, answers, ...(await unremembered(tab)) }), supplier);

/** @returns {Promise<{say_in?: string}>} in which language the checker's sentences are wanted; by itself it says them in English */
async function spoken() {
  await speak();
  const language = importSafety.words.language();
  return language.startsWith("en") ? {} : { say_in: language };
}

/** @param {number} tab @returns {Promise<{remember?: false}>} what goes with a question whose product is not to be remembered */
const unremembered = async (tab) => ((await settings()).remember && !(await isPrivate(tab)) ? {} : { remember: false });

/**
 * Says that an answer is wrong.
 * @param {{listing: object, claim: Claim, notice_id: string | null, reason: string, corrected?: Corrections}} said
 * @returns {Promise<Receipt>}
 * @throws {Unanswered}
 */
export const contest = async (said) => read(await post("contests", said), receipt);

/** A page of a shop on which its recipe found no title. @param {string} shop @throws {Unanswered} */
export const tellUnread = (shop) => post("shops/unread", { shop, missing: "title" });

/** @returns {Promise<number>} alerts of what is watched that nobody has read @throws {Unanswered} */
export const unreadAlerts = async () => read(await call(`${await backendUrl()}/api/v1/alerts?unread=true&limit=1`), alerts);

/** @param {boolean} clear whether it is to be forgotten first @returns {Promise<Memory>} @throws {Unanswered} */
export async function remembered(clear) {
  if (clear) await post("memory/clear", {});
  return read(await call(`${await backendUrl()}/api/v1/memory`), memory);
}

/** @returns {Promise<unknown>} the checker's shops.json, as it came @throws {Unanswered} */
export const fetchShops = async () => call(`${await backendUrl()}/api/v1/shops`);

/** @param {string} path @param {object} body */
const post = async (path, body) =>
  call(`${await backendUrl()}/api/v1/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

/** @template T @param {unknown} answer @param {(value: unknown) => T} decode @returns {T} */
function read(answer, decode) {
  try {
    return decode(answer);
  } catch (error) {
    if (error instanceof Nonsense) throw new Unanswered("nonsense", error.message);
    throw error;
  }
}

/**
 * Whether a checker answers at an address, and with how much data.
 * @param {string} address
 * @param {string} [token] to open it with; without, the one that is kept for it
 * @returns {Promise<Probe>}
 */
export async function probe(address, token) {
  try {
    return read(await call(`${address}/api/v1/status`, {}, token), status);
  } catch (error) {
    if (error instanceof Unanswered) return { failure: error.failure };
    throw error;
  }
}

/** The header that opens a checker of a team: for that one's address and no other. @param {string} url
 * @param {string} [given] @returns {Promise<Record<string, string>>} */
async function opening(url, given) {
  const { token } = await settings();
  const value = given ?? (token.address && url.startsWith(`${token.address}/`) ? token.value : "");
  return value ? { authorization: `Bearer ${value}` } : {};
}

/** @param {string} url @param {{method?: string, headers?: Record<string, string>, body?: string}} [request]
 * @param {string} [token] @returns {Promise<unknown>} the JSON of a good answer */
async function call(url, request = {}, token) {
  /** @type {Response} */
  let response;
  /** @type {string} */
  let body;
  try {
    response = await fetch(url, {
      ...request,
      headers: { ...request.headers, ...(await opening(url, token)) },
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(PATIENCE),
    });
    body = await response.text();
  } catch (error) {
    const slow = error instanceof DOMException && error.name === "TimeoutError";
    throw new Unanswered(slow ? "slow" : "unreachable");
  }
  const answer = parse(body);
  if (response.status >= 500) throw new Unanswered("trouble", said(answer));
  if (!response.ok) throw new Unanswered("refused", said(answer) || `HTTP ${response.status}`);
  if (answer === undefined) throw new Unanswered("nonsense");
  return answer;
}

/** @param {string} body @returns {unknown} undefined when it is not JSON */
function parse(body) {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The message of a problem document (RFC 9457). @param {unknown} answer */
function said(answer) {
  const { detail, title } = /** @type {Record<string, unknown>} */ (answer ?? {});
  return String(detail ?? title ?? "");
}
