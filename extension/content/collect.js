/** Collects what a page says about its product, layer by layer, deciding nothing.
 *
 * `backend/importsafety/pages/facts.py` does the same from HTML, by the same recipes (shops.json), step for step,
 * and describes the shape of the facts; a test holds the two together. Only reads the page: no network, no
 * browser interface, nothing of the page is run.
 */
"use strict";
globalThis.importSafety ??= /** @type {ImportSafety} */ ({});

(() => {
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
  const MAX_NODES = 4000;
  const MAX_STRUCTURED = 500;
  const TRIES = 5;
  const SIGN_TEXT = 2000;

  // Text runs on inside these; at the edge of any other element words end.
  const INLINE = new Set(
    (
      "a abbr b bdi bdo cite code data del dfn em font i ins kbd label mark q s samp small span strong sub sup " +
      "time u var wbr"
    ).split(" "),
  );
  const UNSEEN = new Set("script style noscript template svg iframe".split(" "));

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

  // Text

  const SPACE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+/g;
  // eslint-disable-next-line no-control-regex -- these are what must not come through
  const CONTROL = /[\x00-\x08\x0e-\x1f\x7f]/g;
  const ENDS = /^ +| +$/g;

  /** At most `limit` characters, on one line. @param {string} text @param {number} limit */
  function clean(text, limit) {
    const line = cut(text, limit * 4).replace(SPACE, " ").replace(CONTROL, "").replace(ENDS, "");
    return cut(line.toWellFormed(), limit).replace(ENDS, "");
  }

  /** Counts characters as Python does. @param {string} text @param {number} limit */
  const cut = (text, limit) => (text.length <= limit ? text : Array.from(text.slice(0, limit * 2)).slice(0, limit).join(""));

  /** @param {string} text */
  const size = (text) => Array.from(text).length;

  /** The text a reader sees in `root`. @param {Node} root @param {number} limit */
  function textOf(root, limit) {
    /** @type {string[]} */
    const parts = [];
    /** @type {Element[]} */
    const ends = [];
    let length = 0;
    /** @type {Node | null} */
    let at = root;
    for (let step = 0; step < MAX_NODES && at && length <= limit * 4; step += 1) {
      if (at.nodeType === Node.TEXT_NODE) {
        const text = at.nodeValue ?? "";
        parts.push(text);
        length += text.length;
      } else if (at instanceof Element && !UNSEEN.has(at.localName)) {
        if (!INLINE.has(at.localName)) parts.push(" ");
        if (at.firstChild) {
          ends.push(at);
          at = at.firstChild;
          continue;
        }
      }
      while (ends.length && at && !at.nextSibling) {
        const end = /** @type {Element} */ (ends.pop());
        if (!INLINE.has(end.localName)) parts.push(" ");
        at = end;
      }
      at = ends.length && at ? at.nextSibling : null;
    }
    return clean(parts.join(""), limit);
  }

  // Literals: JSON, and the JavaScript that shops write instead of it. Objects become Maps, so that no key of a
  // page is special; numbers stay text as written.

  const SKIP = /(?:[\s\ufeff]+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
  const NUMBER = /[-+]?(?:0[xX][0-9a-fA-F]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)/y;
  const NAME = /[A-Za-z0-9_$\u0080-\uffff]+/y;
  /** @type {Record<string, RegExp>} */
  const PLAIN = { '"': /[^\\"]*/y, "'": /[^\\']*/y, "`": /[^\\`]*/y };
  const WORDS = new Map(
    /** @type {[string, boolean | null][]} */ ([
      ["true", true],
      ["false", false],
      ["null", null],
      ["undefined", null],
      ["NaN", null],
      ["Infinity", null],
    ]),
  );
  /** @type {Record<string, string>} */
  const ESCAPES = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", v: "\v", 0: "\0", "\n": "" };
  const MAX_DEPTH = 100;

  class Literal {
    /** @param {string} text @param {number} at */
    constructor(text, at) {
      this.text = text;
      this.at = at;
    }

    /** @param {RegExp} pattern @returns {string} what stands here, now passed */
    eat(pattern) {
      pattern.lastIndex = this.at;
      const found = pattern.exec(this.text)?.[0] ?? "";
      this.at += found.length;
      return found;
    }

    /** @param {number} [depth] @returns {any} */
    value(depth = 0) {
      this.eat(SKIP);
      const first = this.text[this.at];
      if (depth > MAX_DEPTH || first === undefined) throw new SyntaxError("no end");
      if (first === "{" || first === "[") {
        this.at += 1;
        return first === "{" ? this.object(depth + 1) : this.array(depth + 1);
      }
      if (PLAIN[first]) return this.string();
      if (first === "!" && /[01]/.test(this.text[this.at + 1] ?? "")) {
        this.at += 2;
        return this.text[this.at - 1] === "0";
      }
      if (this.text.startsWith("void 0", this.at)) {
        this.at += 6;
        return null;
      }
      const number = this.eat(NUMBER);
      if (number) return number;
      const word = WORDS.get(this.eat(NAME));
      if (word === undefined) throw new SyntaxError("no value");
      return word;
    }

    /** @param {number} depth */
    object(depth) {
      const found = new Map();
      for (;;) {
        this.eat(SKIP);
        const first = this.text[this.at];
        if (first === "}" || first === ",") {
          this.at += 1;
          if (first === "}") return found;
          continue;
        }
        const key = first === '"' || first === "'" ? this.string() : this.eat(NAME);
        if (!key && first !== '"' && first !== "'") throw new SyntaxError("no key");
        this.eat(SKIP);
        if (this.text[this.at] !== ":") throw new SyntaxError("no colon");
        this.at += 1;
        found.set(key, this.value(depth));
      }
    }

    /** @param {number} depth */
    array(depth) {
      /** @type {any[]} */
      const found = [];
      for (;;) {
        this.eat(SKIP);
        const first = this.text[this.at];
        if (first === "]" || first === ",") {
          this.at += 1;
          if (first === "]") return found;
          continue;
        }
        found.push(this.value(depth));
      }
    }

    string() {
      const quote = /** @type {string} */ (this.text[this.at]);
      const plain = /** @type {RegExp} */ (PLAIN[quote]);
      let found = "";
      this.at += 1;
      for (;;) {
        found += this.eat(plain);
        const next = this.text[this.at];
        if (next === undefined) throw new SyntaxError("a text does not end");
        this.at += 1;
        if (next === quote) return found;
        found += this.escape();
      }
    }

    escape() {
      const kind = this.text[this.at] ?? "";
      const digits = kind === "x" ? 2 : kind === "u" ? 4 : 0;
      const code = this.text.slice(this.at + 1, this.at + 1 + digits);
      if (digits && code.length === digits && /^[0-9a-fA-F]+$/.test(code)) {
        this.at += 1 + digits;
        return String.fromCharCode(parseInt(code, 16));
      }
      this.at += 1;
      return Object.hasOwn(ESCAPES, kind) ? /** @type {string} */ (ESCAPES[kind]) : kind;
    }
  }

  /** @param {string} text @param {number} [at] @returns {any} undefined where there is no data */
  function literal(text, at = 0) {
    try {
      return new Literal(text, at).value();
    } catch {
      return undefined;
    }
  }

  /** @param {any} data @param {string} path @returns {any[]} */
  function atPath(data, path) {
    let values = [data];
    for (const step of path.split(".")) {
      const through = step.endsWith("[]");
      const key = through ? step.slice(0, -2) : step;
      const maps = values.filter((value) => value instanceof Map);
      values = key === "*" ? maps.flatMap((map) => [...map.values()]) : maps.filter((map) => map.has(key)).map((map) => map.get(key));
      if (through) values = values.filter(Array.isArray).flat();
      values = values.slice(0, 500);
    }
    return values;
  }

  /** @param {any} value */
  const plain = (value) => (typeof value === "string" ? value.trim() : "");
  /** @param {any} data @param {string} path */
  const texts = (data, path) => atPath(data, path).map(plain).filter(Boolean);

  // JSON-LD

  const PRODUCTS = new Set("Product ProductGroup ProductModel IndividualProduct SomeProducts Vehicle Car".split(" "));
  const GTINS = ["gtin", "gtin14", "gtin13", "gtin12", "gtin8"];
  // Keys that lead from a block to its main product; others lead to other products (related, reviewed).
  const INWARD = ["@graph", "mainEntity", "mainEntityOfPage", "itemOffered"];

  /** @param {any} value @returns {any[]} */
  const list = (value) => (value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]);
  /** @template T @param {T[]} values @returns {T[]} */
  const unique = (values) => [...new Set(values)];

  /** Blocks are read one by one: an empty or broken one costs only itself.
   * @param {string[]} blocks @returns {[Found, number]} */
  function jsonld(blocks) {
    /** @type {[string, Found][]} */
    const products = [];
    /** @type {string[]} */
    let crumbs = [];
    for (const block of blocks) {
      for (const node of nodes(literal(block))) {
        const kinds = kindsOf(node);
        if (kinds.some((kind) => PRODUCTS.has(kind))) {
          const found = product(node);
          products.push([found.title?.[0] ?? "", found]);
        } else if (kinds.includes("BreadcrumbList") && !crumbs.length) {
          crumbs = crumbsOf(node);
        }
      }
    }
    const [first] = products;
    if (!first) return [crumbs.length ? { category: crumbs } : {}, 0];
    const [name, main] = first;
    for (const [other, found] of products.slice(1)) {
      if (other === name) fill(main, found);
    }
    main.category = unique([...crumbs, ...(main.category ?? [])]);
    return [main, new Set(products.map(([title]) => title)).size];
  }

  /** @param {Found} main @param {Found} other */
  function fill(main, other) {
    for (const [field, found] of Object.entries(other)) if (!main[field]?.length) main[field] = found;
  }

  /** @param {any} data @returns {Generator<Map<string, any>>} */
  function* nodes(data) {
    const waiting = [data];
    for (let step = 0; step < MAX_STRUCTURED && waiting.length; step += 1) {
      const node = waiting.shift();
      if (Array.isArray(node)) waiting.unshift(...node.slice(0, 100));
      else if (node instanceof Map) {
        yield node;
        waiting.unshift(...INWARD.filter((key) => node.has(key)).map((key) => node.get(key)));
      }
    }
  }

  /** @param {Map<string, any>} node @returns {string[]} */
  const kindsOf = (node) =>
    list(node.get("@type"))
      .filter((kind) => typeof kind === "string")
      .map((kind) => kind.split(/[/#:]/).pop() ?? "");

  /** @param {Map<string, any>} node @returns {Found} */
  function product(node) {
    /** @type {(key: string) => string[]} */
    const named = (key) => names(node.get(key));
    const sku = named("sku");
    /** @type {Record<string, any[]>} */
    const found = {
      title: named("name"),
      brand: named("brand"),
      model: named("model"),
      mpn: named("mpn"),
      gtin: GTINS.flatMap(named),
      sku: sku.length ? sku : named("productID"),
      description: named("description"),
      category: named("category").flatMap(categoryPath),
      images: names(node.get("image"), ["url", "contentUrl"]),
    };
    const offers = list(node.get("offers")).filter((offer) => offer instanceof Map);
    found.price = offers.flatMap(priceOf);
    found.seller = offers.flatMap((offer) => {
      const sellers = names(offer.get("seller"));
      return sellers.length ? sellers : names(offer.get("offeredBy"));
    });
    found.gtin?.push(...offers.flatMap((offer) => GTINS.flatMap((key) => names(offer.get(key)))));
    found.attributes = [
      ...named("manufacturer").slice(0, 1).map((name) => ["Manufacturer", name]),
      ...named("countryOfOrigin").slice(0, 1).map((name) => ["Country of Origin", name]),
    ];
    for (const item of list(node.get("additionalProperty"))) {
      if (!(item instanceof Map)) continue;
      const [name] = names(item.get("name"));
      const values = names(item.get("value"));
      if (name && values.length) found.attributes.push([name, values.join(", ")]);
    }
    fill(found, agreed(node.get("hasVariant")));
    return found;
  }

  /** What all variants of a group say alike. @param {any} variants @returns {Found} */
  function agreed(variants) {
    const products = list(variants)
      .slice(0, 50)
      .filter((item) => item instanceof Map)
      .map((item) => product(new Map([...item, ["hasVariant", null]])));
    /** @type {Found} */
    const found = {};
    for (const [field, values] of Object.entries(products[0] ?? {})) {
      const free = ["images", "description", "price"].includes(field);
      const same = JSON.stringify(values);
      if (free || products.every((each) => JSON.stringify(each[field]) === same)) found[field] = values;
    }
    return found;
  }

  /** Texts of a value that may be a text, an object with a name, or a list of these.
   * @param {any} value @param {string[]} [keys] @returns {string[]} */
  function names(value, keys = ["name", "@value"]) {
    return list(value)
      .slice(0, 20)
      .map((item) => {
        if (!(item instanceof Map)) return item;
        return keys.map((key) => list(item.get(key))[0]).find((text) => typeof text === "string");
      })
      .filter((text) => typeof text === "string" && text.trim());
  }

  /** @param {Map<string, any>} offer @returns {string[]} */
  function priceOf(offer) {
    const keys = names(offer.get("price")).length ? ["price"] : ["lowPrice", "highPrice"];
    const amounts = unique(keys.flatMap((key) => names(offer.get(key)).slice(0, 1)));
    const currency = names(offer.get("priceCurrency")).slice(0, 1);
    return amounts.length ? [[...currency, amounts.join(" - ")].join(" ")] : [];
  }

  /** @param {Map<string, any>} node @returns {string[]} */
  const crumbsOf = (node) =>
    list(node.get("itemListElement"))
      .slice(0, 20)
      .filter((item) => item instanceof Map)
      .flatMap((item) => {
        const own = names(item.get("name"));
        return (own.length ? own : names(item.get("item"))).slice(0, 1);
      });

  /** @param {string} category */
  const categoryPath = (category) => category.replaceAll("&gt;", ">").split(">").filter((part) => part.trim());

  // Microdata

  const SCOPE = '[itemscope][itemtype*="schema.org/Product"], [itemscope][itemtype*="data-vocabulary.org/Product"]';
  /** @type {Record<string, string>} */
  const MICRODATA = {
    name: "title",
    brand: "brand",
    model: "model",
    mpn: "mpn",
    sku: "sku",
    productID: "sku",
    description: "description",
    category: "category",
    image: "images",
    ...Object.fromEntries(GTINS.map((key) => [key, "gtin"])),
  };

  /** @param {Document} document @returns {Found} */
  function microdata(document) {
    /** @type {Found} */
    const found = {};
    /** @param {string} field @param {any} text */
    const add = (field, text) => (found[field] ??= []).push(text);
    const scope = document.querySelector(SCOPE);
    if (!scope) return found;
    for (const node of [...scope.querySelectorAll("[itemprop]")].slice(0, MAX_STRUCTURED)) {
      if (node.parentElement?.closest("[itemscope]") !== scope) continue;
      for (const name of (node.getAttribute("itemprop") ?? "").split(/\s+/)) {
        const field = Object.hasOwn(MICRODATA, name) ? MICRODATA[name] : undefined;
        if (name === "offers") {
          for (const inner of ["price", "seller"]) {
            const value = node.querySelector(`[itemprop=${inner}]`);
            if (value) add(inner, contentOf(value));
          }
        } else if (field) add(field, contentOf(node));
        else if (name === "manufacturer") add("attributes", ["Manufacturer", contentOf(node)]);
      }
    }
    return found;
  }

  /** @param {Element} node */
  function contentOf(node) {
    const inner = node.hasAttribute("itemscope") ? node.querySelector("[itemprop=name]") : null;
    const of = inner ?? node;
    const given = of.getAttribute("content") || of.getAttribute("src") || "";
    return clean(given, 2500) || textOf(of, 2500);
  }

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
        cards: this.document.querySelectorAll(this.recipe.results.card).length,
        signs: shown,
        ...(language ? { language } : {}),
      };
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
        const node = this.document.querySelector(place.script);
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
        const each = [...this.document.querySelectorAll(rows.each)].slice(0, MOST.attributes);
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
      return [...this.document.querySelectorAll(selector)]
        .slice(0, (MOST[field] ?? 3) * 2)
        .map((node) => (attribute ? (node.getAttribute(attribute) ?? "").trim() : textOf(node, LIMITS[field] ?? FIELD_LIMIT)));
    }

    /** @param {Sign} sign @param {Record<string, string>} page */
    shows(sign, page) {
      if (sign.selector) return this.document.querySelector(sign.selector) !== null;
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

  /** Where a literal follows the texts `after`, one behind the other. @param {string} text @param {Texts} after */
  function* starts(text, [mark = "", ...others]) {
    for (let first = text.indexOf(mark); first >= 0; first = text.indexOf(mark, first + 1)) {
      let at = first + mark.length;
      for (const other of others) {
        const place = text.indexOf(other, at);
        if (place < 0) return;
        at = place + other.length;
      }
      yield at;
    }
  }

  globalThis.importSafety.collect = (document, url, recipe, tables) =>
    new Page(document, url, /** @type {Recipe} */ (recipe)).facts(/** @type {{signs: Sign[]}} */ (tables).signs);
})();
