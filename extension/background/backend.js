/** The checker, over HTTP. Only the worker speaks to it: a page's own requests to this machine are blocked. */
import { backendUrl } from "../ext.js";
import { assessment, assessments, Nonsense, status, supplier } from "./decode.js";

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
 * @param {{page: Facts} | {listing: object}} asked what was collected from a product page, or what a person made of it
 * @param {Record<string, string>} [answers] to the requirements' questions
 * @returns {Promise<Assessment>}
 * @throws {Unanswered}
 */
export async function check(asked, answers = {}) {
  const more = Object.keys(answers).length ? { answers } : {};
  return read(await post("check", { ...asked, ...more }), assessment);
}

/**
 * @param {{title: string, seller: string, url: string}[]} listings
 * @returns {Promise<(Assessment | null)[]>} one for each, in order; null where there is no answer to it
 * @throws {Unanswered}
 */
export async function checkAll(listings) {
  const answer = await post("check/batch", { items: listings.map((listing) => ({ listing })) });
  return read(answer, (value) => assessments(value, listings.length));
}

/**
 * What to order and to ask the supplier for.
 * @param {object} listing
 * @param {Record<string, string>} answers
 * @returns {Promise<SupplierText[]>}
 * @throws {Unanswered}
 */
export const supplierTexts = async (listing, answers) => read(await post("plan", { listing, answers }), supplier);

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
 * @returns {Promise<Probe>}
 */
export async function probe(address) {
  try {
    return read(await call(`${address}/api/v1/status`), status);
  } catch (error) {
    if (error instanceof Unanswered) return { failure: error.failure };
    throw error;
  }
}

/** @param {string} url @param {RequestInit} [request] @returns {Promise<unknown>} the JSON of a good answer */
async function call(url, request = {}) {
  /** @type {Response} */
  let response;
  /** @type {string} */
  let body;
  try {
    response = await fetch(url, {
      ...request,
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
