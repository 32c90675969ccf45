/** What the checker remembers of listings like this one, and what is new in what it watches. */
/* global importSafety */

const { t, maybe, count } = importSafety.words;
const { h, link } = importSafety.view;

/** @param {SeenBefore[]} seen @returns {(HTMLElement | false)[]} */
export const seenBefore = (seen) => [
  h(
    "ul",
    { class: "seen" },
    seen.map(({ by, under, when, verdict, seller, shop }) => {
      const where = [seller, shop].filter(Boolean).join(", ");
      const other = maybe(`seen_under_${under}`) || under;
      return h("li", null, t(`seen_${by}`, other, when, t(`short_${verdict}`)), where !== "" && h("span", { class: "quiet" }, ` ${where}`));
    }),
  ),
  h("p", { class: "quiet" }, t("seen_note")),
];

/** @param {number} unread @param {string} address */
export const alertLine = (unread, address) => h("p", { id: "alerts", class: "alerts" }, link(`${address}/watch`, count("alerts", unread)));
