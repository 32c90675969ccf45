/** Data in a page's scripts: JSON, and the JavaScript that shops write instead of it (pages/literal.py). Nothing is
 * run. Objects become Maps, so that no key of a page is special; numbers stay text as written.
 */
"use strict";
/* global importSafety */
globalThis.importSafety ??= /** @type {ImportSafety} */ ({});

importSafety.literal = (() => {
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

  /** Where a literal follows the texts `after`, one behind the other. @param {string} text @param {string[]} after */
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

  return { literal, atPath, plain, texts, starts };
})();
