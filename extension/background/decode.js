/** What comes from a page, a script or the checker is taken apart here; only what has the right shape goes on. */

/** @typedef {Record<string, unknown>} Loose */

const VERDICTS = ["recalled", "possible", "similar", "no_match", "unchecked"];

/** The answer is not an assessment: something else than the checker listens at this address. */
export class Nonsense extends Error {}

/** @param {unknown} value @returns {Loose} */
const object = (value) => (value && typeof value === "object" && !Array.isArray(value) ? /** @type {Loose} */ (value) : {});

/** @param {unknown} value @returns {unknown[]} */
const array = (value) => (Array.isArray(value) ? value : []);

/** @param {unknown} value @returns {string} */
const text = (value) => (typeof value === "string" || typeof value === "number" ? String(value).slice(0, 4000) : "");

/** @param {unknown} value */
const texts = (value) => array(value).map(text).filter(Boolean).slice(0, 50);

/** @param {unknown} value @returns {string} an http(s) address, or nothing */
const address = (value) => (/^https?:\/\//i.test(text(value)) ? text(value) : "");

/** @param {unknown} value */
const pairs = (value) => Object.entries(object(value)).map(([name, item]) => /** @type {[string, string]} */ ([name, text(item)]));

/** @param {unknown} value @returns {Evidence} */
function evidence(value) {
  const { feature, listing, notice, weight, text: sentence } = object(value);
  return {
    feature: text(feature),
    listing: text(listing),
    notice: text(notice),
    weight: typeof weight === "number" ? weight : 0,
    text: text(sentence),
  };
}

/** @param {unknown} value @returns {Notice} */
function notice(value) {
  const raw = object(value);
  const tier = text(raw.tier);
  if (tier !== "recalled" && tier !== "possible" && tier !== "similar") throw new Nonsense("a notice without a tier");
  return {
    id: text(raw.id),
    url: address(raw.url),
    tier,
    probability: typeof raw.probability === "number" ? raw.probability : 0,
    evidence: array(raw.evidence).slice(0, 50).map(evidence),
    title: text(raw.title) || text(raw.id),
    date: text(raw.date).slice(0, 10),
    kind: text(raw.kind),
    number: text(raw.number),
    source: text(raw.source) || text(raw.id).split(":", 1)[0] || "",
    hazards: texts(raw.hazards),
    remedy: text(raw.remedy),
    remedyOptions: texts(raw.remedy_options),
    scope: array(raw.scope).map((item) => text(object(item).text)).filter(Boolean).slice(0, 20),
  };
}

/** @param {unknown} value @returns {Requirement} */
function requirement(value) {
  const raw = object(value);
  return {
    id: text(raw.id),
    citation: text(raw.citation),
    title: text(raw.title),
    agency: text(raw.agency),
    applies: raw.applies === "yes" ? "yes" : "maybe",
    why: text(raw.why),
    certificate: text(raw.certificate),
    thirdPartyTest: typeof raw.third_party_test === "boolean" ? raw.third_party_test : null,
    banned: raw.banned === true,
    url: address(raw.url),
    verified: raw.verified === true,
    question: text(raw.question),
  };
}

/**
 * @param {unknown} value the body that the checker sent
 * @returns {Assessment}
 * @throws {Nonsense} when it is not an assessment
 */
export function assessment(value) {
  const raw = object(value);
  const verdict = text(raw.verdict);
  if (!VERDICTS.includes(verdict)) throw new Nonsense("no verdict");
  const listing = object(raw.listing);
  return {
    verdict: /** @type {Verdict} */ (verdict),
    reason: text(raw.reason),
    severity: text(raw.severity),
    notices: array(raw.notices).slice(0, 10).map(notice),
    requirements: array(raw.requirements).slice(0, 100).map(requirement),
    asOf: pairs(raw.as_of),
    listing: {
      title: text(listing.title),
      brand: text(listing.brand),
      model: text(listing.model),
      gtin: text(listing.gtin),
      seller: text(listing.seller),
      url: address(listing.url),
      layers: Object.fromEntries(pairs(listing.layers)),
    },
    disclaimer: text(raw.disclaimer),
  };
}

/**
 * @param {unknown} value what the checker says of itself
 * @returns {Probe}
 * @throws {Nonsense} when it is no status
 */
export function status(value) {
  const { version, snapshot, refreshing } = object(value);
  if (snapshot === undefined || !text(version)) throw new Nonsense("no status");
  const { notices, starter } = object(snapshot);
  return { notices: Number(notices ?? 0), starter: starter === true, refreshing: refreshing === true };
}

/**
 * @param {unknown} value a message as received
 * @param {boolean} own whether one of the extension's own pages sent it, rather than a script in a page
 * @returns {Message | null} null for anything that is not a message this sender may send
 */
export function message(value, own) {
  const raw = object(value);
  switch (raw.type) {
    case "visit":
      return own ? null : { type: "visit", url: text(raw.url), asked: raw.asked === true };
    case "check": {
      const facts = object(raw.facts);
      return own || !address(facts.url) ? null : { type: "check", facts: /** @type {Facts} */ (facts) };
    }
    case "dismiss":
      return own ? null : { type: "dismiss", url: text(raw.url) };
    case "read":
      return own && Number.isInteger(raw.tab) ? { type: "read", tab: Number(raw.tab) } : null;
    case "probe":
      return own && address(raw.backendUrl) ? { type: "probe", backendUrl: text(raw.backendUrl) } : null;
    default:
      return null;
  }
}
