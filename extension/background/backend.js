/** The checker, over HTTP. Only the worker speaks to it: a page's own requests to this machine are blocked. */
import { backendUrl } from "../ext.js";
import { assessment, Nonsense, status } from "./decode.js";

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
 * @param {Facts} facts what was collected from a product page
 * @returns {Promise<Assessment>}
 * @throws {Unanswered}
 */
export async function check(facts) {
  const body = JSON.stringify({ page: facts });
  const answer = await call(`${await backendUrl()}/api/v1/check`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  try {
    return assessment(answer);
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
    return status(await call(`${address}/api/v1/status`));
  } catch (error) {
    if (error instanceof Unanswered) return { failure: error.failure };
    if (error instanceof Nonsense) return { failure: { kind: "nonsense", detail: error.message } };
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
