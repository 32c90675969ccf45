/** Puts an element of ours into a page: readable whatever the page's style, back when the page throws it out. */
"use strict";
/* global importSafety */
globalThis.importSafety ??= /** @type {ImportSafety} */ ({});

importSafety.place = (() => {
  const { h } = importSafety.view;
  const { direction, language } = importSafety.words;
  // A shop that renders its page anew takes the element with it; one that fights it is left alone after this.
  const RETURNS = 5;

  // What a page's own rules for `div` must not change, wherever the element is put.
  const OWN = {
    display: "block",
    visibility: "visible",
    opacity: "1",
    position: "static",
    float: "none",
    transform: "none",
    filter: "none",
    "clip-path": "none",
    margin: "0",
    padding: "0",
    width: "auto",
    height: "auto",
    "max-width": "none",
    "max-height": "none",
    flex: "0 0 100%",
    "grid-column": "1 / -1",
    "pointer-events": "auto",
  };

  /** @type {ImportSafety["place"]["host"]} */
  function host(attributes, css, face, style = OWN) {
    const element = h("div", { ...attributes, dir: direction(), lang: language() });
    for (const [name, value] of Object.entries(style)) element.style.setProperty(name, value, "important");
    const root = element.attachShadow({ mode: "closed" });
    const sheet = document.createElement("style");
    // Set as a whole, so that Firefox sees who set it and the page's own policy does not apply (2026-11).
    sheet.textContent = css;
    root.append(sheet, face);
    return element;
  }

  /** Where it may stand, best first; each is tried until it is wide and not covered.
   * @returns {Generator<(element: HTMLElement) => void>} */
  function* places() {
    yield (/** @type {HTMLElement} */ element) => document.body.prepend(element);
    const main = document.querySelector("main, [role=main], #main, #content");
    if (main) yield (/** @type {HTMLElement} */ element) => main.before(element);
    const title = document.querySelector("h1");
    if (title) yield (/** @type {HTMLElement} */ element) => title.before(element);
    yield (/** @type {HTMLElement} */ element) => document.documentElement.insertBefore(element, document.body);
    // A page that covers every place is covered in turn, as far as the element reaches.
    yield (/** @type {HTMLElement} */ element) => {
      element.style.setProperty("position", "relative", "important");
      element.style.setProperty("z-index", "2147483647", "important");
      document.body.prepend(element);
    };
  }

  /** Tries the next place until one is readable. Whether it is, is looked at once the browser has laid out the page
   * anyway: asking at once would make it do so twice.
   * @param {HTMLElement} element @param {Generator<(element: HTMLElement) => void>} [left] */
  function put(element, left = places()) {
    const { value: at, done } = left.next();
    if (done) return;
    at(element);
    const seen = new IntersectionObserver(() => {
      seen.disconnect();
      if (element.isConnected && !isReadable(element)) put(element, left);
    });
    seen.observe(element);
  }

  /** @param {HTMLElement} element */
  function isReadable(element) {
    const { left, top, width, height } = element.getBoundingClientRect();
    if (width < Math.min(280, innerWidth * 0.8) || height < 20) return false;
    const [x, y] = [left + width / 2, top + height / 2];
    if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return true;
    return document.elementFromPoint(x, y) === element;
  }

  /** @type {ImportSafety["place"]["onTop"]} */
  function onTop(element) {
    let returns = 0;
    const guard = new MutationObserver(() => {
      if (!chrome.runtime?.id) return remove();
      if (element.isConnected) return;
      if (++returns > RETURNS) guard.disconnect();
      else put(element);
    });
    const remove = () => {
      guard.disconnect();
      element.remove();
    };
    put(element);
    guard.observe(document.documentElement, { childList: true, subtree: true });
    return remove;
  }

  return { host, onTop };
})();
