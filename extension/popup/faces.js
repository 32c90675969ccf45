/** The popup's faces, one for each thing that can be known of a tab. Each returns the children of <main>. */
/* global importSafety */
import { sign } from "../background/tabs.js";
import { isOwnMachine } from "../ext.js";
import { contest } from "./contest.js";
import { duties } from "./duties.js";
import { reading } from "./listing.js";
import { TIERS, tierNotices } from "./notices.js";
import { seenBefore } from "./seen.js";

const { t, count, headline } = importSafety.words;
const { h, icon, link, ages } = importSafety.view;

/** @typedef {(HTMLElement | null | false)[]} Face */
/** @typedef {{address: string, hidden: Record<string, Hidden>, saved: boolean, host: string,
 *   retry: () => void, again: (corrections: Corrections, answers: Record<string, string>) => void,
 *   contest: import("./contest.js").Send, texts: () => Promise<unknown>, save: (on: boolean) => void, marks: (on: boolean) => void, addSite: () => void}} Ways what a face may do and say beside the state */

// The weightiest first.
const SIGNS = ["recalled", "banned", "possible", "similar"];

/** @param {string} verdict @param {string} line @param {(Child | Child[])[]} more */
const top = (verdict, line, ...more) =>
  h("header", { class: "verdict", "data-verdict": verdict }, icon(verdict), h("div", null, h("h1", null, line), ...more));

/** @param {string} key @param {(HTMLElement | null | false)[]} content */
const section = (key, ...content) =>
  h("section", { class: key, "aria-labelledby": `h-${key}` }, h("h2", { id: `h-${key}` }, t(key)), content);

/** `act` names what a button does while its words change. @param {string} key @param {() => void} click */
const button = (key, click, act = key) => h("button", { type: "button", "data-act": act, click }, t(key));

const settingsButton = () => button("settings", () => void chrome.runtime.openOptionsPage());

const problem = () => h("p", { id: "problem", hidden: true, role: "alert" }, t("cannot_read"));

/** @param {string} address @param {string} question a title or a page's address */
const onTheWeb = (address, question) => `${address}/check?q=${encodeURIComponent(question)}`;

/** @param {TabState} state @param {Ways} ways @returns {Face} */
export function answered(state, ways) {
  const { assessment, url } = state;
  if (!assessment) return other(ways);
  const { verdict, listing, requirements, asOf, reason, notices, starter } = assessment;
  const said = sign(assessment);
  const { address, hidden } = ways;
  const contesting = { address, contests: state.contests ?? {}, contest: ways.contest };
  const { title } = listing;
  const web = onTheWeb(address, title || url);
  const fromPage = verdict !== "unchecked" || Object.values(listing.layers).some((layer) => layer !== "slug");
  return [
    top(
      said,
      said === "banned" ? banLine(requirements, "yes") : headline(assessment),
      said === "banned" ? h("p", null, headline(assessment)) : line(banLine(requirements, "yes")),
      line(banLine(requirements, "maybe")),
      starter > 0 && h("p", { id: "starter", role: "status" }, t("starter", starter)),
      assessment.decisions.map((says) => h("p", { class: "decision" }, says)),
      verdict === "unchecked" && reason !== "" && h("p", { class: "reason" }, reason),
      state.unread === true && h("p", { class: "reason unread" }, t("recipe_unread", state.shop ?? "")),
      verdict === "unchecked" && title !== "" && h("p", null, link(onTheWeb(address, title), t("check_title", title))),
      verdict === "unchecked" && h("p", null, button("read_again", ways.retry)),
    ),
    ...TIERS.map((tier) => {
      const found = tierNotices(tier, notices, hidden, (id) => contest("wrong_match", id, contesting, `${web}#contest`));
      return found.length > 0 && section(`tier_${tier}`, ...found);
    }),
    assessment.seenBefore.length > 0 && section("seen_before", ...seenBefore(assessment.seenBefore)),
    fromPage && section("listing", ...reading(state, (corrections) => ways.again(corrections, {}), contesting)),
    requirements.length > 0 && section("requirements", ...duties(state, (answers) => ways.again({}, answers), ways.texts)),
    h(
      "footer",
      null,
      h(
        "p",
        { class: "actions" },
        verdict !== "unchecked" && button(ways.saved ? "saved" : "save", () => ways.save(!ways.saved), "save"),
        settingsButton(),
      ),
      verdict !== "unchecked" && h("p", null, link(web, t("full_assessment"))),
      verdict !== "unchecked" && contest("missing_match", "", contesting),
      asOf.length > 0 && ages(assessment),
      h("p", { class: "disclaimer" }, t("disclaimer")),
    ),
  ];
}

/** @param {Ways} ways @returns {Face} */
export const waiting = ({ address }) => [top("unchecked", t("badge_checking"), h("p", { role: "status" }, t("asking", address)))];

/** @param {Ways} ways @returns {Face} */
export const other = ({ retry, host, addSite }) => [
  top("unchecked", t("not_a_product"), h("p", null, t("not_a_product_more"))),
  h(
    "footer",
    null,
    h("p", { class: "actions" }, button("read_anyway", retry), settingsButton()),
    host !== "" && h("p", null, h("button", { type: "button", class: "plain", click: addSite }, t("add_site", host))),
    problem(),
  ),
];

/** @param {Ways} ways @returns {Face} */
export const off = ({ retry }) => [
  top("unchecked", t("shop_is_off"), h("p", null, t("shop_is_off_more"))),
  h("footer", null, h("p", { class: "actions" }, button("read_anyway", retry), settingsButton()), problem()),
];

/** @param {TabState} state @param {"ask" | "on" | "off"} choice @param {Ways} ways @returns {Face} */
export function results({ cards, failure }, choice, { address, marks }) {
  const on = choice === "on";
  const signs = SIGNS.filter((sign) => cards?.signs[sign]);
  const line = on ? count("cards_asked", cards?.asked ?? 0) : t("marks_are_off");
  return [
    top(
      "unchecked",
      t("results_page"),
      h("p", null, line),
      failure !== undefined && h("p", { class: "reason" }, t(`failed_${failure.kind}`, address)),
    ),
    signs.length > 0 && section("cards", h("ul", { class: "signs" }, signs.map((sign) => h("li", null, icon(sign), ` ${t(`mark_${sign}`)}: ${cards?.signs[sign]}`)))),
    h(
      "footer",
      null,
      !on && h("p", null, t("marks_ask", address)),
      h("p", { class: "actions" }, button(on ? "marks_stop" : "marks_yes", () => marks(!on), "marks"), settingsButton()),
      on && h("p", { class: "disclaimer" }, t("disclaimer")),
    ),
  ];
}

/** @param {Failure} failure @param {Ways} ways @returns {Face} */
export function failed({ kind, detail }, { address, retry }) {
  const start = kind === "unreachable" && isOwnMachine(address);
  return [
    top(
      "unchecked",
      t(`failed_${kind}`, address),
      // What the checker itself said, in English; of another program there is nothing to say.
      kind !== "nonsense" && detail !== "" && h("p", { class: "reason", lang: "en" }, detail),
      h("p", null, t("was_not_checked")),
    ),
    h(
      "footer",
      null,
      start && h("p", null, t("how_to_start")),
      start && h("pre", null, h("code", null, "./scripts/serve")),
      !start && h("p", null, t(`mend_${kind}`)),
      h("p", { class: "actions" }, button("try_again", retry), settingsButton()),
      problem(),
    ),
  ];
}

/** @param {string} said */
const line = (said) => said !== "" && h("p", { class: "ban" }, said);

/** @param {Requirement[]} requirements @param {Requirement["applies"]} applies */
function banLine(requirements, applies) {
  const citations = requirements.filter((item) => item.banned && item.applies === applies).map((item) => item.citation);
  return citations.length ? t(applies === "yes" ? "ban_applies" : "ban_may_apply", citations.join(", ")) : "";
}
