/** What a page says of its product in the words of schema.org: JSON-LD and microdata (pages/structured.py). */
"use strict";
/* global importSafety */
globalThis.importSafety ??= /** @type {ImportSafety} */ ({});

importSafety.structured = (() => {
  const { clean, fitting, textOf, unique } = importSafety.text;
  const { literal } = importSafety.literal;
  /** @typedef {Record<string, any[]>} Found texts by field */

  const MAX_STRUCTURED = 500;

  // JSON-LD

  const PRODUCTS = new Set("Product ProductGroup ProductModel IndividualProduct SomeProducts Vehicle Car".split(" "));
  const GTINS = ["gtin", "gtin14", "gtin13", "gtin12", "gtin8"];
  // Keys that lead from a block to its main product; others lead to other products (related, reviewed).
  const INWARD = ["@graph", "mainEntity", "mainEntityOfPage", "itemOffered"];

  /** @param {any} value @returns {any[]} */
  const list = (value) => (value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]);

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
    // Few pages have any scope, and the browser knows that at once.
    const [scope] = document.querySelector("[itemscope]") ? fitting(document, SCOPE) : [];
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

  return { jsonld, microdata };
})();
