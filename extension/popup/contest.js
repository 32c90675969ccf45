/** To say that an answer is wrong: a reason, sent to the checker when a person presses the button and not before. */
/* global importSafety */

const { t } = importSafety.words;
const { h, link } = importSafety.view;

const [SHORTEST, LONGEST] = [10, 2000];

/** @typedef {(claim: Claim, notice: string, reason: string) => Promise<Receipt | {failure: Failure} | null>} Send */
/** @typedef {{address: string, contests: Record<string, Receipt>, contest: Send}} Contesting */

/**
 * @param {Claim} claim
 * @param {string} notice the id of the notice it is about, or nothing
 * @param {Contesting} contesting where it goes, and what was contested before
 * @param {string} [web] the page on which it can be said as well
 * @returns {HTMLElement}
 */
export function contest(claim, notice, { address, contests, contest }, web) {
  const receipt = contests[`${claim} ${notice}`];
  if (receipt) return received(receipt, address);
  const name = `contest-${claim}-${notice}`;
  const reason = /** @type {HTMLTextAreaElement} */ (
    h("textarea", { id: name, rows: 3, required: true, minlength: SHORTEST, maxlength: LONGEST, "aria-describedby": `${name}-where` })
  );
  const trouble = h("p", { class: "reason", role: "alert" });
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    trouble.textContent = "";
    const got = await contest(claim, notice, reason.value.trim());
    if (got && "id" in got) form.replaceWith(received(got, address));
    else if (got) trouble.textContent = `${t(`failed_${got.failure.kind}`, address)}. ${got.failure.detail}`;
  };
  const form = h(
    "details",
    { class: "contest", "data-contest": claim },
    h("summary", null, t(`contest_${claim}`)),
    h(
      "form",
      { submit },
      h("label", { for: name }, t("contest_why")),
      reason,
      h("p", { id: `${name}-where`, class: "quiet" }, t("contest_where", address)),
      h("p", { class: "actions" }, h("button", { type: "submit", class: "first" }, t("contest_send")), web !== undefined && link(web, t("contest_web"))),
      trouble,
    ),
  );
  return form;
}

/** @param {Receipt} receipt @param {string} address */
const received = ({ id, due, page }, address) =>
  h("p", { class: "contested", role: "status", "data-contested": id }, t("contested", id, due), " ", page !== "" && link(address + page, t("contest_follow")));
