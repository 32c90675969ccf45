/** The products of a result page: what each card says, by the shop's recipe. Only reads the page. */
"use strict";
/* global importSafety */
globalThis.importSafety ??= /** @type {ImportSafety} */ ({});

importSafety.cards = (() => {
  const { clean, textOf } = importSafety.text;
  const MOST = 400;

  /** @param {Element} card @param {string | undefined} selector */
  const part = (card, selector) =>
    selector ? (card.matches(selector) ? card : card.querySelector(selector)) : null;

  /** A product's address without what the shop uses to follow people.
   * @param {string | null | undefined} href @param {string} base */
  function address(href, base) {
    const url = href ? URL.parse(href, base) : null;
    if (!url || !/^https?:$/.test(url.protocol)) return "";
    const id = url.searchParams.get("id");
    return clean(url.origin + url.pathname + (id ? `?id=${encodeURIComponent(id)}` : ""), 1000);
  }

  /** @param {Element} card @param {Plan["recipe"]["results"]} recipe @param {string} base @returns {Card} */
  function read(card, recipe, base) {
    const title = part(card, recipe.title);
    const seller = part(card, recipe.seller);
    const url = address(part(card, recipe.link)?.getAttribute("href"), base);
    const words = title ? textOf(title, 500) || clean(title.getAttribute("title") ?? "", 500) : "";
    const from = seller ? textOf(seller, 200) : "";
    return { element: card, place: title ?? card, key: url || `${words} ${from}`, title: words, seller: from, url };
  }

  /** @type {ImportSafety["cards"]} */
  return (root, recipe) => {
    // The browser makes it up anew each time it is asked for.
    const base = root.baseURI;
    return [...root.querySelectorAll(recipe.card)]
      .filter((card) => !card.parentElement?.closest(recipe.card))
      .slice(0, MOST)
      .map((card) => read(card, recipe, base))
      .filter((card) => card.title !== "");
  };
})();
