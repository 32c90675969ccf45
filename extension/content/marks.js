/** Marks on the cards of a result page. Cards are asked about when they come into view, a batch at a time, and only
 * after a person has said yes. A card about which nothing was found stays as the shop made it.
 */
"use strict";
/* global importSafety */
globalThis.importSafety ??= /** @type {ImportSafety} */ ({});

importSafety.marks = (() => {
  const { t } = importSafety.words;
  const { h, icon } = importSafety.view;
  // While a person scrolls, cards gather this long before they are asked about, in ms.
  const GATHER = 250;
  // A list that is being rendered is looked at again after this, in ms.
  const SETTLE = 300;
  const BATCH = 20;
  const ATTRIBUTE = "data-import-safety-mark";
  const STYLE = { display: "block", position: "static", float: "none", margin: "0", padding: "0", width: "fit-content" };

  /** @type {(() => void) | null} */
  let end = null;
  /** What was begun at once when a person said yes: the change of the settings that follows need not begin it anew. */
  let begun = "";

  function stop() {
    end?.();
    end = null;
    for (const mark of document.querySelectorAll(`[${ATTRIBUTE}]`)) mark.remove();
  }

  /** @param {Plan} plan */
  function start(plan) {
    const again = begun === JSON.stringify(plan);
    begun = "";
    if (again) return;
    stop();
    if (plan.marks === "ask") {
      end = importSafety.place.onTop(question(plan));
      return;
    }
    end = watch(plan);
  }

  /** The one question, put once. @param {Plan} plan */
  function question(plan) {
    /** @param {boolean} on */
    const answer = (on) => () => {
      stop();
      importSafety.tell?.({ type: "marks", on });
      if (!on) return;
      const marking = { ...plan, marks: /** @type {const} */ ("on") };
      start(marking);
      begun = JSON.stringify(marking);
    };
    const face = h(
      "section",
      { class: "ask", "aria-label": t("name") },
      h("p", null, t("marks_ask", plan.backendUrl)),
      h("button", { type: "button", class: "yes", click: answer(true) }, t("marks_yes")),
      h("button", { type: "button", click: answer(false) }, t("marks_no")),
    );
    return importSafety.place.host({ "data-import-safety-ask": "" }, plan.css, face);
  }

  /** @param {Plan} plan @returns {() => void} ends it */
  function watch(plan) {
    /** What was answered about a card, by its key; null: nothing to mark. @type {Map<string, Mark | null>} */
    const answers = new Map();
    /** @type {Map<Element, Card>} */
    const waiting = new Map();
    /** @type {Map<string, Card>} */
    const gathered = new Map();
    /** The keys of cards that were seen, so that each is asked about once. @type {Set<string>} */
    const known = new Set();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let asking;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let looking;
    let over = false;

    const seen = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) {
          const card = waiting.get(target);
          if (!isIntersecting || !card) continue;
          seen.unobserve(target);
          waiting.delete(target);
          if (!known.has(card.key)) gathered.set(card.key, card);
          known.add(card.key);
        }
        if (gathered.size) asking ??= setTimeout(ask, GATHER);
      },
      { rootMargin: "100px" },
    );

    async function ask() {
      const batch = [...gathered.values()].slice(0, BATCH);
      for (const { key } of batch) gathered.delete(key);
      const items = batch.map(({ key, title, seller, url }) => ({ key, title, seller, url }));
      const marks = /** @type {(Mark | null)[] | null} */ (await importSafety.tell?.({ type: "cards", url: location.href, items }));
      asking = undefined;
      if (over || !marks) return;
      batch.forEach(({ key }, place) => answers.set(key, marks[place] ?? null));
      look();
      if (gathered.size) asking = setTimeout(ask, 0);
    }

    function look() {
      looking = undefined;
      waiting.clear();
      for (const card of importSafety.cards(document, plan.recipe.results)) {
        const answer = answers.get(card.key);
        if (answer !== undefined) show(card, answer, plan.css);
        else if (!known.has(card.key)) {
          waiting.set(card.element, card);
          seen.observe(card.element);
        }
      }
    }

    const changed = new MutationObserver((records) => {
      if (!chrome.runtime?.id) return stop();
      if (records.every(isOurs)) return;
      looking ??= setTimeout(look, SETTLE);
    });
    changed.observe(document.documentElement, { childList: true, subtree: true });
    look();
    return () => {
      over = true;
      clearTimeout(asking);
      clearTimeout(looking);
      seen.disconnect();
      changed.disconnect();
    };
  }

  /** @param {MutationRecord} record */
  const isOurs = ({ addedNodes, removedNodes }) =>
    removedNodes.length === 0 && [...addedNodes].every((node) => node instanceof Element && node.hasAttribute(ATTRIBUTE));

  /** @param {Card} card @param {Mark | null} mark @param {string} css */
  function show({ element, place }, mark, css) {
    const there = element.querySelector(`[${ATTRIBUTE}]`);
    if (there?.getAttribute(ATTRIBUTE) === (mark?.sign ?? null)) return;
    there?.remove();
    if (!mark) return;
    const host = importSafety.place.host({ [ATTRIBUTE]: mark.sign }, css, face(mark), STYLE);
    // Not inside a link: what is pressed here does not follow it.
    const outside = place.closest("a") ?? place;
    if (outside !== element && element.contains(outside)) outside.before(host);
    else element.prepend(host);
  }

  /** A word, and the reason while one points at it or has it in focus. @param {Mark} mark */
  function face(mark) {
    const tip = h("p", { id: "tip", role: "tooltip", popover: "manual" }, mark.line, mark.title && h("span", { lang: "en" }, `${mark.date} ${mark.title}`));
    const open = () => {
      const { left, bottom } = button.getBoundingClientRect();
      tip.style.left = `${Math.max(8, Math.min(left, innerWidth - 328))}px`;
      tip.style.top = `${bottom + 4}px`;
      if (!tip.matches(":popover-open")) tip.showPopover();
    };
    const close = () => tip.matches(":popover-open") && tip.hidePopover();
    const button = h(
      "button",
      {
        type: "button",
        class: "mark",
        "data-sign": mark.sign,
        "aria-describedby": "tip",
        mouseenter: open,
        mouseleave: close,
        focus: open,
        blur: close,
        keydown: (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && close(),
        click: (/** @type {Event} */ event) => {
          event.preventDefault();
          event.stopPropagation();
          open();
        },
      },
      icon(mark.sign),
      t(`mark_${mark.sign}`),
    );
    return h("span", { class: "holder" }, button, tip);
  }

  return { start, stop };
})();
