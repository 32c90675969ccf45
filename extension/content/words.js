/** What is said to people, in their language. Says what was compared; never "safe", "verified" or "illegal". */
"use strict";
/* global importSafety */
globalThis.importSafety ??= /** @type {ImportSafety} */ ({});

importSafety.words = (() => {
  /** @type {Words["t"]} */
  const t = (key, ...values) => chrome.i18n.getMessage(key, values.map(String)) || key;

  /** The text of a key that may not exist, such as one made from a value of the data. @type {Words["maybe"]} */
  const maybe = (key) => chrome.i18n.getMessage(key.replaceAll(/[^A-Za-z0-9_]/g, "_"));

  /** @type {Words["count"]} */
  const count = (key, number) => t(number === 1 ? `${key}_one` : `${key}_many`, number);

  /** @param {string[]} items */
  const list = (items) =>
    new Intl.ListFormat(chrome.i18n.getUILanguage(), { type: "conjunction" }).format(items);

  /** @type {Words["source"]} */
  const source = (id) => maybe(`source_${id}`) || id;

  // Which evidence names the item: the first row whose features all speak for it gives the headline.
  /** @type {[key: string, features: string[]][]} */
  const NAMED_BY = [
    ["headline_gtin", ["gtin"]],
    ["headline_brand_model", ["brand", "model"]],
    ["headline_model", ["model"]],
    ["headline_brand_kind", ["brand", "kind"]],
    ["headline_recalled", []],
  ];

  /** @param {Notice | undefined} notice */
  function named(notice) {
    const agreeing = new Set(notice?.evidence.filter((item) => item.weight > 0).map((item) => item.feature));
    const [key = ""] = NAMED_BY.find(([, features]) => features.every((name) => agreeing.has(name))) ?? [];
    return t(key, maybe(`a_${notice?.kind}`) || t("a_notice"));
  }

  /** The verdict in one line. @type {Words["headline"]} */
  function headline({ verdict, notices, asOf }) {
    if (verdict === "recalled") return named(notices[0]);
    if (verdict === "similar") return count("headline_similar", notices.length);
    if (verdict === "no_match" && asOf.length) return t("headline_no_match", sources(asOf), oldest(asOf));
    return t(verdict === "no_match" ? "headline_no_match_bare" : `headline_${verdict}`);
  }

  /** @type {Words["sources"]} */
  const sources = (asOf) => list(asOf.map(([id]) => source(id)));

  /** @type {Words["oldest"]} */
  const oldest = (asOf) => asOf.map(([, date]) => date).sort()[0] ?? "";

  return { t, maybe, count, headline, source, sources, oldest };
})();
