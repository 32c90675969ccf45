/** What is said to people, in their language. Says what was compared; never "safe", "verified" or "illegal". */
"use strict";
/* global importSafety */
globalThis.importSafety ??= /** @type {ImportSafety} */ ({});

importSafety.words ??= (() => {
  /** The language that a person chose in the settings; null: the browser's. @type {Spoken | null} */
  let chosen = null;

  /** @type {Words["speak"]} */
  const speak = (spoken) => {
    chosen = spoken;
  };

  /** @type {Words["maybe"]} */
  const maybe = (key, ...values) => {
    const name = key.replaceAll(/[^A-Za-z0-9_@]/g, "_");
    if (!chosen) return chrome.i18n.getMessage(name, values.map(String));
    const text = Object.hasOwn(chosen.messages, name) ? chosen.messages[name] : "";
    return text?.replaceAll(/\$([1-9])/g, (_, place) => String(values[place - 1] ?? "")) ?? "";
  };

  /** @type {Words["t"]} */
  const t = (key, ...values) => maybe(key, ...values) || key;

  /** @type {Words["language"]} */
  const language = () => chosen?.language ?? (maybe("language_tag") || chrome.i18n.getUILanguage());

  /** @type {Words["direction"]} */
  const direction = () => (chosen ? "ltr" : chrome.i18n.getMessage("@@bidi_dir") || "ltr");

  /** @type {Words["count"]} */
  const count = (key, number) => t(number === 1 ? `${key}_one` : `${key}_many`, number);

  /** @type {Words["list"]} */
  const list = (items) => new Intl.ListFormat(language(), { type: "conjunction" }).format(items);

  /** @type {Words["source"]} */
  const source = (id) => maybe(`source_${id}`) || id;

  // Which evidence names the item: the first row whose features are all there, none of them against, gives the headline.
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
    // What is alike counts too: a brand that many things carry may weigh nothing, and is named all the same.
    const agreeing = new Set(notice?.evidence.filter(({ speaks }) => speaks !== "against").map(({ feature }) => feature));
    const [key = ""] = NAMED_BY.find(([, features]) => features.every((name) => agreeing.has(name))) ?? [];
    return t(key, maybe(`a_${notice?.kind}`) || t("a_notice"));
  }

  /** @type {Words["titled"]} */
  const titled = ({ title, titles }) => titles[language().slice(0, 2)] || title;

  /** @type {Words["region"]} */
  function region(code) {
    if (!/^[A-Z]{2}$/.test(code)) return code;
    return new Intl.DisplayNames(language(), { type: "region" }).of(code) ?? code;
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

  return { speak, t, maybe, language, direction, count, list, headline, titled, region, source, sources, oldest };
})();
