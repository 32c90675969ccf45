/** Collects what a page says about its product, layer by layer, deciding nothing.
 *
 * `backend/importsafety/pages/facts.py` does the same from HTML, by the same recipes (shops.json), step for step,
 * and describes the shape of the facts; a test holds the two together. Only reads the page: no network, no
 * browser interface, nothing of the page is run.
 */
"use strict";
/* global importSafety */
globalThis.importSafety ??= /** @type {ImportSafety} */ ({});

importSafety.collect = (() => {
  const { clean, cut, fitting, size, textOf, unique } = importSafety.text;
  const { literal, atPath, plain, texts, starts } = importSafety.literal;
  const { jsonld, microdata } = importSafety.structured;

  /** @typedef {string[]} Texts */
  /** @typedef {Record<string, any>} Layer a layer of the facts, as facts.py describes it */
  /** @typedef {Record<string, any[]>} Found texts by field */
  /** @typedef {{at: string, name: string, value: string, id?: string, ids?: Record<string, string>}} StateAttributes */
  /** @typedef {{each: string, name?: string, value?: string, next?: boolean, split?: boolean}} Rows */
  /** @typedef {Record<string, any> & {after?: Texts, script?: string, attributes?: StateAttributes[]}} State */
  /** @typedef {{id: string, state?: State[], rows?: Rows[], selectors?: Record<string, any>, results: {card: string}}} Recipe */
  /** @typedef {{id: string, selector?: string, title?: string, url?: string, text?: string, script?: string}} Sign */

  const FIELDS = ["title", "brand", "model", "mpn", "gtin", "sku", "seller", "price", "description"];
  const LISTS = ["category", "images"];
  const ALL = [...FIELDS, ...LISTS];
  /** @type {Record<string, number>} */
  const LIMITS = { title: 500, description: 2500, category: 100, images: 500, name: 80, value: 250 };
  const FIELD_LIMIT = 200;
  const BUDGET = 14000;
  /** @type {Record<string, number>} */
  const MOST = { category: 10, images: 6, attributes: 100 };
  const TRIES = 5;
  const SIGN_TEXT = 2000;

  /** @type {Record<string, string>} */
  const META = {
    "og:title": "title",
    "twitter:title": "title",
    "og:brand": "brand",
    "product:brand": "brand",
    "product:mfr_part_no": "mpn",
    "product:upc": "gtin",
    "product:ean": "gtin",
    "product:gtin": "gtin",
    "product:retailer_item_id": "sku",
    "product:price:amount": "price",
    "og:price:amount": "price",
    "og:description": "description",
    description: "description",
    "og:image": "images",
  };
  /** @type {Record<string, string>} */
  const PAGE_META = { "og:site_name": "site", "og:type": "type", "og:locale": "locale" };

  // Rows

  /** @param {Element} row @param {Rows} rows @returns {[string, string][]} */
  function pairsOf(row, rows) {
    if (rows.split) {
      const text = textOf(row, 250).replaceAll("：", ":");
      const colon = text.indexOf(":");
      return colon < 0 ? [] : [[text.slice(0, colon), text.slice(colon + 1)]];
    }
    if (rows.next) return row.nextElementSibling ? [pair(row, row.nextElementSibling)] : [];
    if (rows.name && rows.value) {
      const name = row.querySelector(rows.name);
      const value = row.querySelector(rows.value);
      return name && value ? [pair(name, value)] : [];
    }
    const cells = [...row.children].slice(0, 20);
    return (cells.length === 2 ? [cells] : cells.slice(0, 10).map((cell) => [...cell.children].slice(0, 20)))
      .filter((each) => each.length === 2)
      .map(([name, value]) => pair(/** @type {Element} */ (name), /** @type {Element} */ (value)));
  }

  /** @param {Element} name @param {Element} value @returns {[string, string]} */
  const pair = (name, value) => [textOf(name, 80), textOf(value, 250)];

  // The page

  class Page {
    /** @param {Document} document @param {string} url @param {Recipe} recipe */
    constructor(document, url, recipe) {
      this.document = document;
      this.url = cut(url.trim(), 2000);
      this.recipe = recipe;
      this.left = BUDGET;
      this.scripts = [...document.querySelectorAll("script")];
      this.texts = this.scripts.map((script) => script.textContent ?? "");
    }

    /** @param {Sign[]} signs @returns {Facts} */
    facts(signs) {
      const { page, meta } = this.head();
      const blocks = this.texts.filter((_, place) => this.scripts[place]?.type.trim().toLowerCase() === "application/ld+json");
      const [main, products] = jsonld(blocks);
      const layers = {
        state: this.state(),
        jsonld: this.layer(main),
        rows: this.rows(),
        selectors: this.selectors(),
        microdata: this.layer(microdata(this.document)),
        meta,
        heading: this.layer(page.h1 ? { title: [page.h1] } : {}),
      };
      const shown = signs.filter((sign) => this.shows(sign, page)).map((sign) => sign.id);
      const language = clean(this.document.documentElement?.lang || page.locale || "", 20);
      delete page.locale;
      return {
        url: clean(this.url, 2000),
        shop: this.recipe.id,
        page,
        layers: Object.fromEntries(Object.entries(layers).filter(([, layer]) => Object.keys(layer).length)),
        products,
        cards: this.all(this.recipe.results.card).length,
        signs: shown,
        ...(language ? { language } : {}),
      };
    }

    /** @param {string} selector of a recipe */
    all(selector) {
      return fitting(this.document, selector);
    }

    head() {
      /** @type {Record<string, string>} */
      const page = {};
      for (const [name, selector] of Object.entries({ title: "title", h1: "h1" })) {
        for (const node of [...this.document.querySelectorAll(selector)].slice(0, 10)) {
          const text = node.parentElement?.localName === "svg" ? "" : textOf(node, 500);
          if (text) {
            page[name] = this.take(text, 500);
            break;
          }
        }
      }
      const canonical = this.document.querySelector("link[rel=canonical]")?.getAttribute("href");
      if (canonical) page.canonical = clean(canonical, 1000);
      /** @type {Found} */
      const found = {};
      for (const node of this.document.querySelectorAll("meta")) {
        const name = (node.getAttribute("property") || node.getAttribute("name") || "").trim().toLowerCase();
        const content = node.getAttribute("content") ?? "";
        const of = Object.hasOwn(PAGE_META, name) && content.trim() ? PAGE_META[name] : undefined;
        const field = Object.hasOwn(META, name) ? META[name] : undefined;
        if (of) page[of] ??= clean(content, 100);
        else if (field) (found[field] ??= []).push(content);
      }
      return { page, meta: this.layer(found) };
    }

    state() {
      /** @type {Layer} */
      const layer = {};
      for (const place of this.recipe.state ?? []) {
        const data = this.embedded(place);
        if (data === undefined) continue;
        /** @type {Record<string, string[]>} */
        const found = Object.fromEntries(
          ALL.map((field) => [field, (place[field] ?? []).flatMap((/** @type {string} */ path) => texts(data, path))]),
        );
        /** @type {[string, string][]} */
        const pairs = [];
        for (const source of place.attributes ?? []) {
          for (const item of atPath(data, source.at)) {
            const value = texts(item, source.value).join(", ");
            pairs.push([texts(item, source.name).join(", "), value]);
            const field = source.id && item instanceof Map ? source.ids?.[plain(item.get(source.id))] : undefined;
            if (field && value) found[field]?.push(value);
          }
        }
        this.layer(found, layer);
        this.pairs(pairs, layer);
      }
      return layer;
    }

    /** @param {State} place @returns {any} */
    embedded(place) {
      for (const [text, at] of this.places(place)) {
        const data = literal(text, at);
        if ((data instanceof Map && data.size) || (Array.isArray(data) && data.length)) return data;
      }
      return undefined;
    }

    /** @param {State} place @returns {[string, number][]} */
    places(place) {
      if (place.script) {
        const [node] = this.all(place.script);
        return node ? [[node.textContent ?? "", 0]] : [];
      }
      /** @type {[string, number][]} */
      const found = [];
      for (const text of this.texts) {
        for (const at of starts(text, place.after ?? [])) {
          found.push([text, at]);
          if (found.length === TRIES) return found;
        }
      }
      return found;
    }

    rows() {
      /** @type {Layer} */
      const layer = {};
      for (const rows of this.recipe.rows ?? []) {
        const each = this.all(rows.each).slice(0, MOST.attributes);
        this.pairs(each.flatMap((row) => pairsOf(row, rows)), layer);
      }
      return layer;
    }

    selectors() {
      /** @type {Found} */
      const found = {};
      for (const field of ALL) {
        for (const place of this.recipe.selectors?.[field] ?? []) {
          const values = this.select(place, field).filter(Boolean);
          if (!values.length) continue;
          found[field] = values;
          break;
        }
      }
      return this.layer(found);
    }

    /** @param {string} place @param {string} field @returns {string[]} */
    select(place, field) {
      const [selector = "", attribute] = place.split("@");
      return this.all(selector)
        .slice(0, (MOST[field] ?? 3) * 2)
        .map((node) => (attribute ? (node.getAttribute(attribute) ?? "").trim() : textOf(node, LIMITS[field] ?? FIELD_LIMIT)));
    }

    /** @param {Sign} sign @param {Record<string, string>} page */
    shows(sign, page) {
      if (sign.selector) return this.all(sign.selector).length > 0;
      const { script } = sign;
      if (script) return this.texts.some((text) => text.includes(script));
      if (sign.text) return this.document.body !== null && new RegExp(sign.text, "i").test(textOf(this.document.body, SIGN_TEXT));
      return new RegExp(sign.title ?? sign.url ?? "(?!)", "i").test(sign.title ? (page.title ?? "") : this.url);
    }

    /** @param {string} text @param {number} limit */
    take(text, limit) {
      const taken = clean(text, Math.min(limit, this.left));
      this.left -= size(taken);
      return taken;
    }

    /** Texts by field -> a layer; fills up `layer`. @param {Found} found @param {Layer} [layer] @returns {Layer} */
    layer(found, layer = {}) {
      for (const field of ALL) {
        const limit = LIMITS[field] ?? FIELD_LIMIT;
        const given = (found[field] ?? []).filter((text) => text.trim());
        if (field in layer) continue;
        const most = MOST[field];
        if (most) {
          const kept = unique(given.slice(0, most * 2)).map((text) => this.take(text, limit)).filter(Boolean);
          if (kept.length) layer[field] = kept.slice(0, most);
        } else if (given[0]) {
          const text = this.take(given[0], limit);
          if (text) layer[field] = text;
        }
      }
      this.pairs(/** @type {[string, string][]} */ (found.attributes ?? []), layer);
      return layer;
    }

    /** @param {[string, string][]} pairs @param {Layer} layer */
    pairs(pairs, layer) {
      for (const [name, value] of pairs) {
        /** @type {[string, string][]} */
        const kept = layer.attributes ?? [];
        const of = clean(name, 80);
        const is = clean(value, 250);
        const length = size(of) + size(is);
        const had = kept.some(([oldName, oldValue]) => oldName === of && oldValue === is);
        if (!of || !is || had || length > this.left || kept.length >= 100) continue;
        this.left -= length;
        layer.attributes = [...kept, [of, is]];
      }
    }
  }

  return (document, url, recipe, tables) =>
    new Page(document, url, /** @type {Recipe} */ (recipe)).facts(/** @type {{signs: Sign[]}} */ (tables).signs);
})();
