/** What was read from the page, field by field and from where; and the form that puts it right. */
/* global importSafety */

import { contest } from "./contest.js";

const { t, maybe, region } = importSafety.words;
const { h } = importSafety.view;

const CORRECTABLE = /** @type {const} */ (["title", "brand", "model", "gtin", "seller"]);
const SHOWN_ATTRIBUTES = 40;

/** @param {string | undefined} layer */
const origin = (layer) => (layer ? h("span", { class: "layer" }, maybe(`layer_${layer}`) || layer) : null);

/** @param {string} name @param {string} value @param {string | undefined} layer */
const row = (name, value, layer) =>
  h(
    "div",
    { class: "fact" },
    h("dt", null, t(`field_${name}`)),
    h("dd", null, h("span", { "data-field": name, "data-layer": layer }, value), " ", origin(layer)),
  );

/**
 * @param {TabState} state
 * @param {(corrections: Corrections) => void} again checks with these words in place of what was read
 * @param {import("./contest.js").Contesting} contesting
 * @returns {(HTMLElement | null)[]}
 */
export function reading({ assessment, corrections = {}, shop }, again, contesting) {
  if (!assessment) return [];
  const { listing } = assessment;
  const said = /** @type {Record<string, string | undefined>} */ (corrections);
  const rows = CORRECTABLE.filter((name) => listing[name]).map((name) =>
    row(name, listing[name], name in said ? "person" : listing.layers[name]),
  );
  if (listing.category.length) rows.push(row("category", listing.category.join(" › "), listing.layers.category));
  if (listing.country) rows.push(row("country", region(listing.country), undefined));
  return [
    rows.length ? h("dl", { class: "facts" }, rows) : h("p", { class: "quiet" }, t("nothing_read")),
    more(listing),
    form(listing, again),
    report(assessment, corrections, shop ?? "", contesting),
  ];
}

/** Everything else that was sent. @param {ReadListing} listing */
function more({ attributes, description, layers, images }) {
  const pairs = Object.entries(attributes).slice(0, SHOWN_ATTRIBUTES);
  if (!pairs.length && !description && !images.length) return null;
  return h(
    "details",
    { class: "all" },
    h("summary", null, t("all_read")),
    pairs.length > 0 && h("dl", { class: "facts" }, pairs.map(([name, value]) => h("div", { class: "fact" }, h("dt", null, name), h("dd", null, value)))),
    description !== "" && h("dl", { class: "facts" }, row("description", description.slice(0, 600), layers.description)),
    images.length > 0 && h("p", { class: "quiet" }, t("pictures_read", images.length)),
  );
}

/** @param {ReadListing} listing @param {(corrections: Corrections) => void} again */
function form(listing, again) {
  const fields = CORRECTABLE.map((name) => {
    const input = /** @type {HTMLInputElement} */ (
      h("input", { id: `correct-${name}`, name, value: listing[name], maxlength: 500, autocomplete: "off", spellcheck: "false" })
    );
    return { name, input };
  });
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const changed = fields.filter(({ name, input }) => input.value.trim() !== listing[name]);
    again(Object.fromEntries(changed.map(({ name, input }) => [name, input.value.trim()])));
  };
  return h(
    "details",
    { class: "correct" },
    h("summary", null, t("correct")),
    h(
      "form",
      { submit },
      h("p", { class: "quiet" }, t("correct_more")),
      fields.map(({ name, input }) => h("p", null, h("label", { for: input.id }, t(`field_${name}`)), input)),
      h("button", { type: "submit", class: "first" }, t("check_again")),
    ),
  );
}

/** A person may tell whoever keeps the recipes: of the checker, or elsewhere. Nothing is sent by itself.
 * @param {Assessment} assessment @param {Corrections} corrections @param {string} shop
 * @param {import("./contest.js").Contesting} contesting */
function report({ listing }, corrections, shop, contesting) {
  if (!Object.keys(corrections).length) return null;
  const text = JSON.stringify({ shop, url: listing.url, layers: listing.layers, corrections }, null, 2);
  return h("div", { class: "report" }, contest("wrong_reading", "", contesting), copy(text, "copy_report", "copied_report"));
}

/** @param {string} text @param {string} key @param {string} done */
export function copy(text, key, done) {
  const button = h(
    "button",
    {
      type: "button",
      click: async () => {
        await navigator.clipboard.writeText(text);
        button.textContent = t(done);
      },
    },
    t(key),
  );
  return h("p", { role: "status" }, button);
}
