/** Text as a reader of the page sees it, measured and cut as the checker does (pages/text.py). */
"use strict";
/* global importSafety */
globalThis.importSafety ??= /** @type {ImportSafety} */ ({});

importSafety.text = (() => {
  const MAX_NODES = 4000;

  // Text runs on inside these; at the edge of any other element words end.
  const INLINE = new Set(
    (
      "a abbr b bdi bdo cite code data del dfn em font i ins kbd label mark q s samp small span strong sub sup " +
      "time u var wbr"
    ).split(" "),
  );
  const UNSEEN = new Set("script style noscript template svg iframe".split(" "));

  const SPACE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+/g;
  // eslint-disable-next-line no-control-regex -- these are what must not come through
  const CONTROL = /[\x00-\x08\x0e-\x1f\x7f]/g;
  const ENDS = /^ +| +$/g;

  /** At most `limit` characters, on one line. @param {string} text @param {number} limit */
  function clean(text, limit) {
    const line = cut(text, limit * 4).replace(SPACE, " ").replace(CONTROL, "").replace(ENDS, "");
    return cut(line.toWellFormed(), limit).replace(ENDS, "");
  }

  // Characters that JavaScript counts as two; taking a text apart for them costs more than looking for one.
  const WIDE = /[\ud800-\udfff]/;

  /** Counts characters as Python does. @param {string} text @param {number} limit */
  function cut(text, limit) {
    if (text.length <= limit) return text;
    const start = text.slice(0, limit);
    return WIDE.test(start) ? Array.from(text.slice(0, limit * 2)).slice(0, limit).join("") : start;
  }

  /** @param {string} text */
  const size = (text) => (WIDE.test(text) ? Array.from(text).length : text.length);

  /** The selectors of a list of them: `a, b` -> [`a`, `b`]. @param {string} selectors */
  const selectorsOf = (selectors) => selectors.match(/(?:"[^"]*"|'[^']*'|\([^()]*\)|[^,"'(])+/g) ?? [];

  /** The elements that fit a list of selectors. A list costs a walk through the whole page, while the browser knows at
   * once that nothing fits a single one (Chromium 156: 4 ms of a page of 1 MB), which is the rule.
   * @param {Document | Element} root @param {string} selectors @returns {Element[]} none where the browser does not take them */
  function fitting(root, selectors) {
    try {
      if (!selectorsOf(selectors).some((one) => root.querySelector(one))) return [];
    } catch {
      // It could not be taken apart so, and is asked for as a whole.
    }
    try {
      return [...root.querySelectorAll(selectors)];
    } catch {
      return [];
    }
  }

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

  /** @template T @param {T[]} values @returns {T[]} */
  const unique = (values) => [...new Set(values)];

  return { clean, cut, fitting, size, textOf, unique };
})();
