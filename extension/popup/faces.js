/** The popup's faces, one for each thing that can be known of a tab. Each returns the children of <main>. */
/* global importSafety */
import { isOwnMachine } from "../ext.js";

const { t, maybe, headline, count } = importSafety.words;
const { h, icon, link, notice, ages } = importSafety.view;

/** @typedef {(HTMLElement | null | false)[]} Face */

const FIELDS = /** @type {const} */ (["title", "brand", "model", "gtin", "seller"]);
const FEW = 3;
const TIERS = /** @type {const} */ (["recalled", "possible", "similar"]);

/** @param {string} verdict @param {string} line @param {(HTMLElement | string | null | false)[]} more */
const top = (verdict, line, ...more) =>
  h("header", { class: "verdict", "data-verdict": verdict }, icon(verdict), h("div", null, h("h1", null, line), more));

/** @param {string} key @param {(HTMLElement | null | false)[]} content */
const section = (key, ...content) =>
  h("section", { class: key, "aria-labelledby": `h-${key}` }, h("h2", { id: `h-${key}` }, t(key)), content);

/** @param {string} key @param {() => void} click */
const button = (key, click) => h("button", { type: "button", click }, t(key));

const settings = () => button("settings", () => void chrome.runtime.openOptionsPage());

/** @param {string} address @param {string} question a title or a page's address */
const onTheWeb = (address, question) => `${address}/check?q=${encodeURIComponent(question)}`;

/** @param {Assessment} assessment @param {string} url @param {string} address @param {() => void} retry @returns {Face} */
export function answered(assessment, url, address, retry) {
  const { verdict, listing, requirements, asOf, reason } = assessment;
  const title = listing.title;
  const fromPage = verdict !== "unchecked" || Object.values(listing.layers).some((layer) => layer !== "slug");
  return [
    top(
      verdict,
      headline(assessment),
      h("p", { id: "starter", role: "status", hidden: true }),
      ...banLines(requirements),
      verdict === "unchecked" && reason !== "" && h("p", { class: "reason" }, reason),
      verdict === "unchecked" && title !== "" && h("p", null, link(onTheWeb(address, title), t("check_title", title))),
      verdict === "unchecked" && h("p", null, button("read_again", retry)),
    ),
    fromPage && section("listing", reading(listing)),
    ...TIERS.map((tier) => tierSection(tier, assessment.notices)),
    requirements.length ? section("requirements", ...duties(requirements)) : null,
    h(
      "footer",
      null,
      verdict !== "unchecked" && h("p", null, link(onTheWeb(address, title || url), t("full_assessment"))),
      asOf.length > 0 && ages(asOf),
      h("p", { class: "disclaimer" }, t("disclaimer")),
      h("p", null, settings()),
    ),
  ];
}

/** @param {string} address @returns {Face} */
export const waiting = (address) => [top("unchecked", t("badge_checking"), h("p", null, t("asking", address)))];

/** @param {() => void} retry @returns {Face} */
export const other = (retry) => [
  top("unchecked", t("not_a_product"), h("p", null, t("not_a_product_more"))),
  h(
    "footer",
    null,
    h("p", { class: "actions" }, button("read_anyway", retry), settings()),
    h("p", { id: "problem", hidden: true, role: "alert" }, t("cannot_read")),
  ),
];

/** @param {Failure} failure @param {string} address @param {() => void} retry @returns {Face} */
export function failed({ kind, detail }, address, retry) {
  const start = kind === "unreachable" && isOwnMachine(address);
  return [
    top(
      "unchecked",
      t(`failed_${kind}`, address),
      detail !== "" && h("p", { class: "reason" }, detail),
      h("p", null, t("was_not_checked")),
    ),
    h(
      "footer",
      null,
      start && h("p", null, t("how_to_start")),
      start && h("pre", null, h("code", null, "./scripts/serve")),
      !start && h("p", null, t(`mend_${kind}`)),
      h("p", { class: "actions" }, button("try_again", retry), settings()),
      h("p", { id: "problem", hidden: true, role: "alert" }, t("cannot_read")),
    ),
  ];
}

/** What was read from the page; where each field was found shows on hover. @param {ReadListing} listing */
function reading(listing) {
  const rows = FIELDS.filter((name) => listing[name]).map((name) => {
    const layer = listing.layers[name];
    const where = layer ? t("read_from", maybe(`layer_${layer}`) || layer) : null;
    return h("div", { class: "fact" }, h("dt", null, t(`field_${name}`)), h("dd", { "data-field": name, title: where }, listing[name]));
  });
  return rows.length ? h("dl", { class: "facts" }, rows) : h("p", { class: "quiet" }, t("nothing_read"));
}

/** @param {(typeof TIERS)[number]} tier @param {Notice[]} all @returns {HTMLElement | null} */
function tierSection(tier, all) {
  const notices = all.filter((item) => item.tier === tier);
  if (!notices.length) return null;
  // What names the item is open; look-alikes are one line each, and few, until asked for.
  const [first, rest] = [notices.slice(0, FEW), notices.slice(FEW)];
  return section(
    `tier_${tier}`,
    ...first.map((item, place) => notice(item, tier !== "similar" && place === 0)),
    rest.length > 0 &&
      h("details", { class: "rest" }, h("summary", null, count("more_notices", rest.length)), rest.map((item) => notice(item, false))),
  );
}

/** @param {Requirement[]} requirements */
function banLines(requirements) {
  const bans = requirements.filter((item) => item.banned);
  return /** @type {const} */ (["yes", "maybe"]).map((applies) => {
    const citations = bans.filter((item) => item.applies === applies).map((item) => item.citation);
    const key = applies === "yes" ? "ban_applies" : "ban_may_apply";
    return citations.length ? h("p", { class: "ban" }, t(key, citations.join(", "))) : null;
  });
}

/** Bans first, then what applies; what may apply waits behind one line. @param {Requirement[]} requirements */
function duties(requirements) {
  const first = requirements.filter((item) => item.banned || item.applies === "yes");
  const maybes = requirements.filter((item) => !first.includes(item));
  first.sort((a, b) => Number(b.banned) - Number(a.banned));
  return [
    first.length > 0 && h("ul", { class: "duties" }, first.map(duty)),
    maybes.length > 0 &&
      h("details", null, h("summary", null, count("may_apply", maybes.length)), h("ul", { class: "duties" }, maybes.map(duty))),
  ];
}

/** @param {Requirement} item */
function duty(item) {
  const papers = [
    maybe(`certificate_${item.certificate}`) || item.certificate,
    item.thirdPartyTest ? t("third_party_test") : "",
  ];
  return h(
    "li",
    { "data-requirement": item.id, "data-applies": item.applies, "data-banned": item.banned },
    h("p", { class: "cite" }, link(item.url, item.citation), " ", item.title, item.banned && h("strong", { class: "ban" }, t("ban"))),
    item.why !== "" && h("p", { class: "why" }, item.why),
    h("p", { class: "papers" }, papers.filter(Boolean).join(" · ")),
    item.question !== "" && h("p", { class: "question" }, item.question),
    !item.verified && h("p", { class: "quiet" }, t("not_verified")),
  );
}
