/** Notices by how strongly they name the item; those about the same goods stand together. */
/* global importSafety */
import { isHidden } from "../background/hidden.js";
import { unhide } from "../settings.js";

const { t, count } = importSafety.words;
const { h, notice } = importSafety.view;

/** @typedef {(id: string) => HTMLElement} Contest how a person says that a notice is not about the product */

const FEW = 3;
export const TIERS = /** @type {const} */ (["recalled", "possible", "similar"]);

/**
 * @param {(typeof TIERS)[number]} tier
 * @param {Notice[]} all
 * @param {Record<string, Hidden>} hidden
 * @param {Contest} contest
 * @returns {HTMLElement[]} empty where there is no notice of this tier
 */
export function tierNotices(tier, all, hidden, contest) {
  const groups = grouped(all.filter((item) => item.tier === tier));
  // What names the item is open; look-alikes are one line each, and few, until asked for.
  const shown = groups.map((group, place) => together(group, tier !== "similar" && place === 0, hidden, contest));
  const rest = shown.slice(FEW);
  const behind =
    rest.length > 0 && h("details", { class: "rest" }, h("summary", null, count("more_notices", rest.length)), rest);
  return [...shown.slice(0, FEW), ...(behind ? [behind] : [])];
}

/** @param {Notice[]} notices @returns {Notice[][]} in the order of each group's first */
function grouped(notices) {
  /** @type {Map<string, Notice[]>} */
  const groups = new Map();
  for (const item of notices) {
    const key = item.group || item.id;
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups.values()];
}

/** @param {Notice[]} group @param {boolean} open @param {Record<string, Hidden>} hidden @param {Contest} contest */
function together([first, ...others], open, hidden, contest) {
  const main = whole(/** @type {Notice} */ (first), open, hidden, contest);
  if (!others.length) return main;
  const more = h(
    "details",
    { class: "group" },
    h("summary", null, count("same_goods", others.length)),
    others.map((item) => whole(item, false, hidden, contest)),
  );
  main.querySelector(".body")?.append(more);
  return main;
}

/** @param {Notice} item @param {boolean} open @param {Record<string, Hidden>} hidden @param {Contest} contest */
function whole(item, open, hidden, contest) {
  const element = notice(item, open);
  const body = element.querySelector(".body");
  if (item.image !== "") body?.append(h("p", { class: "actions" }, picture(item)));
  body?.append(contest(item.id));
  if (isHidden(item, hidden[item.id])) element.append(again(item.id));
  return element;
}

/** The agency learns that its picture is looked at, so it is loaded when asked for. @param {Notice} item */
function picture(item) {
  const button = h(
    "button",
    {
      type: "button",
      click: () => {
        const image = h("img", { src: item.image, alt: t("picture_of", item.title), referrerpolicy: "no-referrer", class: "photo" });
        image.addEventListener("error", () => image.replaceWith(h("span", { class: "quiet" }, t("no_picture"))));
        button.replaceWith(image);
      },
    },
    t("show_picture"),
  );
  return button;
}

/** @param {string} id */
function again(id) {
  const line = h(
    "p",
    { class: "quiet hidden-notice" },
    t("is_hidden"),
    " ",
    h(
      "button",
      {
        type: "button",
        click: () => void unhide(id).then(() => line.remove()),
      },
      t("show_again"),
    ),
  );
  return line;
}
