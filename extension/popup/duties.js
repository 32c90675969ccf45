/** U.S. requirements: the certificate they lead to, each with its reason, and the questions that settle a maybe. */
/* global importSafety */
import { copy } from "./listing.js";

const { t, maybe, count, titled } = importSafety.words;
const { h, link } = importSafety.view;

const ANSWERS = /** @type {const} */ (["yes", "no"]);

/**
 * @param {TabState} state
 * @param {(answers: Record<string, string>) => void} again checks with these answers
 * @param {() => Promise<unknown>} texts asks for what to send to the supplier
 * @returns {(HTMLElement | false | null)[]}
 */
export function duties({ assessment, answers = {} }, again, texts) {
  if (!assessment) return [];
  const { requirements, plan } = assessment;
  const first = requirements.filter((item) => item.banned || item.applies === "yes");
  const maybes = requirements.filter((item) => !first.includes(item));
  first.sort((a, b) => Number(b.banned) - Number(a.banned));
  return [
    plan && certificate(plan),
    questions(requirements, answers, again),
    first.length > 0 && h("ul", { class: "duties" }, first.map(duty)),
    maybes.length > 0 &&
      h("details", null, h("summary", null, count("may_apply", maybes.length)), h("ul", { class: "duties" }, maybes.map(duty))),
    supplier(texts),
  ];
}

/** @param {PlanSummary} plan */
function certificate({ certificate, reasons, tests, thirdParty }) {
  const more = [tests > 0 && count("tests", tests), thirdParty && t("third_party_test")].filter((text) => text !== false);
  return h(
    "div",
    { class: "plan", "data-certificate": certificate },
    h("p", { class: "cite" }, maybe(`plan_${certificate}`) || certificate),
    more.length > 0 && h("p", { class: "papers" }, more.join(" · ")),
    reasons.length > 0 && h("details", null, h("summary", null, t("why")), reasons.map((text) => h("p", { class: "why" }, text))),
  );
}

/** Each question once, however many requirements turn on it; what was answered can be taken back.
 * @param {Requirement[]} requirements @param {Record<string, string>} answers
 * @param {(answers: Record<string, string>) => void} again */
function questions(requirements, answers, again) {
  const open = new Map(requirements.filter((item) => item.questionId && item.question).map((item) => [item.questionId, item.question]));
  const given = Object.keys(answers).filter((id) => answers[id] !== "unknown");
  if (!open.size && !given.length) return null;
  return h(
    "details",
    { class: "questions", open: given.length > 0 },
    h("summary", null, open.size ? count("questions", open.size) : t("questions_done")),
    [...open].map(([id, text]) =>
      h(
        "fieldset",
        { "data-question": id },
        h("legend", null, text),
        ANSWERS.map((answer) => h("button", { type: "button", click: () => again({ [id]: answer }) }, t(`answer_${answer}`))),
      ),
    ),
    given.length > 0 &&
      h(
        "p",
        null,
        h(
          "button",
          { type: "button", class: "quiet", click: () => again(Object.fromEntries(given.map((id) => [id, "unknown"]))) },
          count("answers_back", given.length),
        ),
      ),
  );
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
    h("p", { class: "cite" }, link(item.url, item.citation), " ", titled(item), item.banned && h("strong", { class: "ban" }, t("ban"))),
    item.why !== "" && h("p", { class: "why" }, item.why),
    h("p", { class: "papers" }, papers.filter(Boolean).join(" · ")),
    item.question !== "" && h("p", { class: "question" }, item.question),
    !item.verified && h("p", { class: "quiet" }, t("not_verified")),
  );
}

/** What to ask the supplier for, to copy in the supplier's language. @param {() => Promise<unknown>} texts */
function supplier(texts) {
  const into = h("div", { class: "supplier", role: "status" });
  const get = async () => {
    const got = /** @type {SupplierText[] | {failure: Failure} | null} */ (await texts());
    if (!Array.isArray(got)) return into.replaceChildren(h("p", { class: "reason" }, t("no_supplier_text")));
    into.replaceChildren(...got.map(message));
  };
  into.append(h("button", { type: "button", click: () => void get() }, t("ask_supplier")));
  return into;
}

/** @param {SupplierText} message */
function message({ language, text }) {
  const name = new Intl.DisplayNames(importSafety.words.language(), { type: "language" }).of(language) ?? language;
  return h(
    "details",
    { lang: language, open: true },
    h("summary", null, name),
    h("pre", { tabindex: 0, "aria-label": name }, text),
    copy(text, "copy", "copied"),
  );
}
