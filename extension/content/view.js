/** The pieces that the banner and the popup show alike. Everything from outside becomes text, never markup. */
"use strict";
/* global importSafety */
globalThis.importSafety ??= /** @type {ImportSafety} */ ({});

importSafety.view = (() => {
  const { t, maybe, source, language, region } = importSafety.words;
  const SVG = "http://www.w3.org/2000/svg";

  // 24 x 24 outlines; each verdict has its own shape, so that colour is never the only sign.
  /** @type {Record<string, string[]>} */
  const SHAPES = {
    recalled: ["M8 2.5h8L21.5 8v8L16 21.5H8L2.5 16V8Z", "M12 7v6.5", "M12 17v.1"],
    possible: ["M12 3 22 20.5H2Z", "M12 9.5v5", "M12 17.6v.1"],
    similar: ["M3 3h12v12H3Z", "M9 9h12v12H9Z"],
    no_match: ["M12 2.5a9.5 9.5 0 1 1 0 19a9.5 9.5 0 1 1 0-19Z", "M8 12h8"],
    unchecked: [
      "M12 2.5a9.5 9.5 0 1 1 0 19a9.5 9.5 0 1 1 0-19Z",
      "M9.4 9.3a2.7 2.7 0 1 1 3.9 2.4c-.9.5-1.3 1-1.3 2",
      "M12 17v.1",
    ],
    banned: ["M12 2.5a9.5 9.5 0 1 1 0 19a9.5 9.5 0 1 1 0-19Z", "M5.5 5.5 18.5 18.5"],
    close: ["M6 6 18 18", "M18 6 6 18"],
  };

  /** @type {View["h"]} */
  function h(tag, properties, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties ?? {})) {
      if (value === null || value === undefined || value === false) continue;
      if (typeof value === "function") element.addEventListener(name, /** @type {EventListener} */ (value));
      else element.setAttribute(name, value === true ? "" : String(value));
    }
    const real = children.flat().filter((child) => child !== null && child !== undefined && child !== false);
    element.append(...real.map((child) => (child instanceof Node ? child : String(child))));
    return element;
  }

  /** @type {View["icon"]} */
  function icon(name) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("class", `icon ${name}`);
    svg.setAttribute("aria-hidden", "true");
    for (const d of SHAPES[name] ?? []) {
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("d", d);
      svg.append(path);
    }
    return svg;
  }

  /** A link that opens beside the page and tells the other site nothing; plain text when there is no address.
   * @type {View["link"]} */
  function link(url, text, className = "") {
    if (!url) return h("span", { class: className }, text);
    return h("a", { href: url, target: "_blank", rel: "noopener noreferrer", class: className }, text);
  }

  /** What one side says. @param {Evidence} item @param {"listing" | "notice"} of @param {string} label */
  function side(item, of, label) {
    const value = item.feature === "country" ? region(item[of]) : item[of].replaceAll("_", " ");
    return h("td", { "data-side": label }, value || t("not_stated"));
  }

  // More rows than this hide the telling ones.
  const ROWS = 6;
  /** @type {Evidence["speaks"][]} in the order shown */
  const SIDES = ["for", "alike", "against"];

  /** @param {Evidence["speaks"]} speaks @param {Evidence[]} items */
  function group(speaks, items) {
    const key = `speaks_${speaks}`;
    return h(
      "tbody",
      { class: key },
      h("tr", null, h("th", { colspan: 3, scope: "rowgroup", class: "group" }, t(key))),
      items.slice(0, ROWS).map((item) =>
        h(
          "tr",
          // The checker's own sentence, for those who read its language.
          { title: language().startsWith("en") ? item.text : null },
          h("th", { scope: "row" }, maybe(`feature_${item.feature}`) || item.feature.replaceAll("_", " ")),
          side(item, "listing", t("this_page")),
          side(item, "notice", t("the_notice")),
        ),
      ),
    );
  }

  /** What was compared, the page's words beside the notice's. @param {Evidence[]} evidence */
  function comparison(evidence) {
    if (!evidence.length) return null;
    return h(
      "table",
      { class: "comparison" },
      h("thead", null, h("tr", null, h("td"), [t("this_page"), t("the_notice")].map((x) => h("th", { scope: "col" }, x)))),
      SIDES.map((side) => {
        const items = evidence.filter(({ speaks }) => speaks === side);
        return items.length > 0 && group(side, items);
      }),
    );
  }

  /** What the agency says stays in its language. @param {string} key @param {string[]} values */
  const fact = (key, values) =>
    values.length > 0 && h("div", { class: `fact ${key}` }, h("dt", null, t(key)), values.map((x) => h("dd", { lang: "en" }, x)));

  /** One notice: what it is, why it is shown, and the way to the official text. @type {View["notice"]} */
  function notice(item, open = true) {
    const agency = maybe(`agency_${item.source}`) || item.source;
    const said = [maybe(`kind_${item.kind}`) || item.kind, `${agency} ${item.number}`, item.date];
    const body = h(
      "div",
      { class: "body" },
      h(
        "dl",
        { class: "facts" },
        fact("hazard", item.hazards.slice(0, 3)),
        fact("scope", item.scope.slice(0, 6)),
        fact("remedy", item.remedy ? [item.remedy] : item.remedyOptions),
      ),
      comparison(item.evidence),
      h("p", { class: "official" }, link(item.url, t("official_notice"))),
    );
    return h(
      "article",
      { class: "notice", "data-tier": item.tier, "data-notice": item.id },
      h("p", { class: "said" }, said.filter(Boolean).join(" · ")),
      h("h3", { lang: "en" }, link(item.url, item.title)),
      open ? body : h("details", null, h("summary", null, t("show_comparison")), body),
    );
  }

  /** How old the data is, source by source; of a list that a file gave, from when on. @type {View["ages"]} */
  const ages = ({ asOf, fromFiles }) =>
    h(
      "ul",
      { class: "ages" },
      asOf.map(([id, date]) => {
        const since = fromFiles[id];
        return h("li", null, since ? t("data_from_file", source(id), since, date) : t("data_to", source(id), date));
      }),
    );

  return { h, icon, link, notice, ages };
})();
