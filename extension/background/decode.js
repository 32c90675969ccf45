/** What comes from a page, a script or the checker is taken apart here; only what has the right shape goes on. */

/** @typedef {Record<string, unknown>} Loose */

const CLAIMS = ["wrong_match", "missing_match", "wrong_reading"];
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

/** @param {unknown} value @returns {Record<string, string>} */
const strings = (value) => Object.fromEntries(pairs(value).filter(([name, item]) => name && item).slice(0, 100));

/** @param {unknown} value */
const pairs = (value) => Object.entries(object(value)).map(([name, item]) => /** @type {[string, string]} */ ([name, text(item)]));

/** The checker's sentences as it tells them in the reader's language. @typedef {(english: string) => string} Told */

/** @param {unknown} said English sentence -> what it is @returns {Told} */
function told(said) {
  const known = new Map(pairs(said).slice(0, 500));
  return (english) => known.get(english) || english;
}

/** @param {unknown} value @param {Told} tell @returns {Evidence} */
function evidence(value, tell) {
  const { feature, listing, notice, text: sentence, speaks } = object(value);
  const own = feature === "kind" || feature === "purpose" ? tell : String;
  return {
    feature: text(feature),
    listing: own(text(listing)),
    notice: own(text(notice)),
    text: text(sentence),
    speaks: speaks === "for" || speaks === "alike" ? speaks : "against",
  };
}

/** @param {unknown} value @param {Told} tell @returns {Notice} */
function notice(value, tell) {
  const raw = object(value);
  const tier = text(raw.tier);
  if (tier !== "recalled" && tier !== "possible" && tier !== "similar") throw new Nonsense("a notice without a tier");
  return {
    id: text(raw.id),
    url: address(raw.url),
    tier,
    probability: typeof raw.probability === "number" ? raw.probability : 0,
    evidence: array(raw.evidence).slice(0, 50).map((item) => evidence(item, tell)),
    title: text(raw.title) || text(raw.id),
    date: text(raw.date).slice(0, 10),
    kind: text(raw.kind),
    number: text(raw.number),
    source: text(raw.source) || text(raw.id).split(":", 1)[0] || "",
    hazards: texts(raw.hazards),
    remedy: text(raw.remedy),
    remedyOptions: texts(raw.remedy_options),
    scope: array(raw.scope).map((item) => text(object(item).text)).filter(Boolean).slice(0, 20),
    image: address(raw.image),
    group: text(raw.group),
  };
}

/** @param {unknown} value @param {Told} tell @returns {Requirement} */
function requirement(value, tell) {
  const raw = object(value);
  return {
    id: text(raw.id),
    citation: text(raw.citation),
    title: text(raw.title),
    titles: strings({ zh: raw.title_zh, es: raw.title_es }),
    agency: text(raw.agency),
    applies: raw.applies === "yes" ? "yes" : "maybe",
    why: tell(text(raw.why)),
    certificate: text(raw.certificate),
    thirdPartyTest: typeof raw.third_party_test === "boolean" ? raw.third_party_test : null,
    banned: raw.banned === true,
    url: address(raw.url),
    verified: raw.verified === true,
    question: tell(text(raw.question)),
    questionId: text(raw.question_id),
  };
}

/** @param {unknown} value @param {Told} tell @returns {PlanSummary | null} */
function plan(value, tell) {
  const raw = object(value);
  if (!text(raw.certificate)) return null;
  return {
    certificate: text(raw.certificate),
    reasons: texts(raw.reasons).map(tell),
    tests: Number(raw.tests ?? 0) || 0,
    thirdParty: raw.third_party === true,
    questions: Number(raw.questions ?? 0) || 0,
  };
}

/** @param {unknown} value @returns {SeenBefore} */
function seenBefore(value) {
  const raw = object(value);
  return {
    by: raw.by === "picture" ? "picture" : "attributes",
    under: text(raw.under),
    when: text(raw.when).slice(0, 10),
    verdict: text(raw.verdict),
    seller: text(raw.seller),
    shop: text(raw.shop),
  };
}

/** @param {unknown} value @returns {ReadListing} */
export function listing(value) {
  const raw = object(value);
  return {
    title: text(raw.title),
    brand: text(raw.brand),
    model: text(raw.model),
    gtin: text(raw.gtin),
    seller: text(raw.seller),
    description: text(raw.description),
    country: text(raw.country),
    language: text(raw.language),
    platform: text(raw.platform),
    id: text(raw.id),
    url: address(raw.url),
    category: texts(raw.category),
    images: texts(raw.images).filter(address),
    attributes: strings(raw.attributes),
    layers: strings(raw.layers),
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
  const tell = told(raw.said);
  return {
    verdict: /** @type {Verdict} */ (verdict),
    reason: tell(text(raw.reason)),
    severity: text(raw.severity),
    notices: array(raw.notices).slice(0, 10).map((item) => notice(item, tell)),
    requirements: array(raw.requirements).slice(0, 100).map((item) => requirement(item, tell)),
    plan: plan(raw.plan, tell),
    asOf: pairs(raw.as_of),
    fromFiles: strings(raw.from_files),
    starter: Number(raw.starter ?? 0) || 0,
    seenBefore: array(raw.seen_before).slice(0, 3).map(seenBefore),
    decisions: array(raw.decisions).map((item) => text(object(item).says)).filter(Boolean).slice(0, 10),
    listing: listing(raw.listing),
    disclaimer: text(raw.disclaimer),
  };
}

/**
 * @param {unknown} value the answer to a batch
 * @param {number} count how many were asked about
 * @returns {(Assessment | null)[]} null where the checker could not check one
 * @throws {Nonsense}
 */
export function assessments(value, count) {
  const { results } = object(value);
  if (!Array.isArray(results) || results.length !== count) throw new Nonsense("not one result an item");
  return results.map((item) => ("error" in object(item) ? null : assessment(item)));
}

/**
 * @param {unknown} value the answer to a request for a plan
 * @returns {SupplierText[]} what to send to the supplier, language by language
 * @throws {Nonsense}
 */
export function supplier(value) {
  const messages = Object.entries(object(object(value).messages)).map(([language, item]) => {
    const { subject, body } = object(item);
    return { language, text: [text(subject), text(body)].filter(Boolean).join("\n\n") };
  });
  const kept = messages.filter((item) => item.text !== "");
  if (!kept.length) throw new Nonsense("no words for the supplier");
  return kept;
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
 * @param {unknown} value the answer to a contest
 * @returns {Receipt}
 * @throws {Nonsense}
 */
export function receipt(value) {
  const { id, due, page } = object(value);
  if (!text(id)) throw new Nonsense("a contest without an id");
  return { id: text(id), due: text(due).slice(0, 10), page: /^\/[\w/-]*$/.test(text(page)) ? text(page) : "" };
}

/** @param {unknown} value @returns {number} @throws {Nonsense} */
export function alerts(value) {
  const { unread } = object(value);
  if (typeof unread !== "number") throw new Nonsense("no count of alerts");
  return unread;
}

/** @param {unknown} value @returns {Memory} @throws {Nonsense} */
export function memory(value) {
  const { on, count, most } = object(value);
  if (typeof count !== "number" || typeof most !== "number") throw new Nonsense("no count of memories");
  return { on: on === true, count, most };
}

const CORRECTABLE = /** @type {const} */ (["title", "brand", "model", "gtin", "seller"]);

/** @param {unknown} value @returns {Corrections} an empty text: the page says none */
const corrections = (value) => {
  const raw = object(value);
  return Object.fromEntries(CORRECTABLE.filter((name) => typeof raw[name] === "string").map((name) => [name, text(raw[name]).trim().slice(0, 500)]));
};

/** @param {unknown} value @returns {CardFacts} */
function card(value) {
  const { key, title, seller, url } = object(value);
  return { key: text(key).slice(0, 2000), title: text(title).slice(0, 500), seller: text(seller).slice(0, 200), url: address(url) };
}

/** What a script in a page may say. @type {Record<string, (raw: Loose) => Message | null>} */
const FROM_PAGES = {
  visit: (raw) => ({ type: "visit", url: text(raw.url), asked: raw.asked === true }),
  check: (raw) => facts(raw, "check"),
  cards: (raw) => ({ type: "cards", url: text(raw.url), items: array(raw.items).slice(0, 50).map(card) }),
  marks: (raw) => ({ type: "marks", on: raw.on === true }),
  dismiss: (raw) => ({ type: "dismiss", url: text(raw.url) }),
  hide: (raw) => ({ type: "hide", url: text(raw.url), id: text(raw.id) }),
};

/** What the extension's own pages may say. @type {Record<string, (raw: Loose) => Message | null>} */
const FROM_OURS = {
  read: (raw) => (Number.isInteger(raw.tab) ? { type: "read", tab: Number(raw.tab) } : null),
  again: (raw) =>
    Number.isInteger(raw.tab)
      ? { type: "again", tab: Number(raw.tab), corrections: corrections(raw.corrections), answers: strings(raw.answers) }
      : null,
  try: (raw) => facts(raw, "try"),
  probe: (raw) =>
    address(raw.backendUrl)
      ? { type: "probe", backendUrl: text(raw.backendUrl), ...(typeof raw.token === "string" ? { token: text(raw.token) } : {}) }
      : null,
  contest: (raw) =>
    Number.isInteger(raw.tab) && CLAIMS.includes(text(raw.claim))
      ? {
          type: "contest",
          tab: Number(raw.tab),
          claim: /** @type {Claim} */ (raw.claim),
          notice: text(raw.notice),
          reason: text(raw.reason).slice(0, 2000),
        }
      : null,
  alerts: () => ({ type: "alerts" }),
  memory: (raw) => ({ type: "memory", clear: raw.clear === true }),
  supplier: (raw) => (Number.isInteger(raw.tab) ? { type: "supplier", tab: Number(raw.tab) } : null),
  recipes: () => ({ type: "recipes" }),
};

/** @param {Loose} raw @param {"check" | "try"} type @returns {Message | null} */
function facts(raw, type) {
  const given = object(raw.facts);
  return address(given.url) ? { type, facts: /** @type {Facts} */ (given) } : null;
}

/**
 * @param {unknown} value a message as received
 * @param {boolean} own whether one of the extension's own pages sent it, rather than a script in a page
 * @returns {Message | null} null for anything that is not a message this sender may send
 */
export function message(value, own) {
  const raw = object(value);
  const table = own ? FROM_OURS : FROM_PAGES;
  const type = text(raw.type);
  return Object.hasOwn(table, type) ? (table[type]?.(raw) ?? null) : null;
}
