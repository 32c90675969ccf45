/** Watches one tab's page: asks how to read it, reads it, hands the facts to the worker, shows the answer.
 *
 * On a page that is neither product nor results it asks once and does nothing more. Nothing here polls: a page is
 * read again when the browser says that the address changed, when a person acts on it (another colour, another
 * size), or when it changes by itself, a bounded number of times.
 */
"use strict";
/* global importSafety */
globalThis.importSafety ??= /** @type {ImportSafety} */ ({});

if (!importSafety.again?.()) {
  const { banner, marks, words } = importSafety;
  // Pauses before reading a page that goes on changing, in ms. When they are used up, what was read stands.
  const PAUSES = [300, 700, 1500, 3000, 6000];
  // A page without a title yet is given this long before the checker is asked what to make of it, in ms.
  const PATIENCE = 2500;
  // What a person does to a page shows after about this long, in ms.
  const AFTER_ACT = [400, 1600];
  const ACTS = ["click", "change"];
  const OURS = "[data-import-safety], [data-import-safety-mark], [data-import-safety-ask]";

  /** The visit under way: a new one makes answers to an older one void. */
  let visit = 0;
  /** The page last looked at, and the product on it. */
  let page = "";
  let product = "";
  /** Whether a person asked for it. */
  let wanted = false;
  /** @type {MutationObserver | undefined} */
  let watcher;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** Reads the page again because a person acted on it. @type {(() => void) | undefined} */
  let acted;

  /** An updated or removed extension leaves its scripts behind in open pages: they must fall silent.
   * @type {NonNullable<ImportSafety["tell"]>} */
  const tell = async (message) => {
    if (!chrome.runtime?.id) return retire();
    try {
      return await chrome.runtime.sendMessage(message);
    } catch {
      return chrome.runtime?.id ? null : retire();
    }
  };

  function retire() {
    rest();
    banner.hide();
    marks.stop();
    removeEventListener("pageshow", returned);
    globalThis.navigation?.removeEventListener("navigatesuccess", moved);
    return null;
  }

  function rest() {
    watcher?.disconnect();
    clearTimeout(timer);
    for (const act of ACTS) removeEventListener(act, onAct, true);
  }

  /** Our own coming and going is no change of the page. @param {MutationRecord} record */
  const isOurs = ({ addedNodes, removedNodes }) =>
    [...addedNodes, ...removedNodes].every((node) => node instanceof Element && node.matches(OURS)) &&
    addedNodes.length + removedNodes.length > 0;

  /** @param {Event} event */
  const onAct = ({ isTrusted }) => isTrusted && acted?.();

  /** @param {string} url */
  const withoutFragment = (url) => url.split("#", 1)[0] ?? "";

  /** Whether there is something to ask about: a title, or a sign of what stands in the product's place.
   * @param {Facts} facts */
  const isTelling = ({ layers, signs }) =>
    signs.length > 0 || Object.values(layers).some((layer) => layer.title !== undefined);

  /** @param {boolean} [asked] whether a person asked for this page to be read, product page or not */
  async function look(asked = false) {
    const turn = ++visit;
    const url = location.href;
    wanted = asked;
    page = withoutFragment(url);
    rest();
    const plan = /** @type {Plan | null} */ (await tell({ type: "visit", url, asked }));
    if (turn !== visit) return;
    // Another address of the same product leaves the banner as the reader has it.
    if (plan?.product !== product) banner.hide();
    product = plan?.product ?? "";
    if (plan?.kind !== "results") marks.stop();
    if (!plan) return;
    words.speak(plan.words);
    if (plan.kind === "results") return marks.start(plan);

    let sent = "";
    let reads = 0;
    const started = performance.now();

    const read = async () => {
      const facts = importSafety.collect(document, url, plan.recipe, plan.tables);
      const now = JSON.stringify(facts);
      const early = !isTelling(facts) && performance.now() - started < PATIENCE;
      if (now === sent || (early && reads < PAUSES.length)) return;
      sent = now;
      const answer = /** @type {Answer | null} */ (await tell({ type: "check", facts }));
      // Of two questions the later one's answer may come first, and stays.
      if (answer && turn === visit && now === sent) banner.show(answer);
    };

    const later = (/** @type {MutationRecord[]} */ records) => {
      if (records.every(isOurs)) return;
      // Firefox before 147 does not say that the address changed.
      if (withoutFragment(location.href) !== page) return moved();
      clearTimeout(timer);
      const pause = PAUSES[reads];
      if (pause === undefined) return watcher?.disconnect();
      timer = setTimeout(() => {
        reads += 1;
        void read();
      }, pause);
    };

    acted = () => {
      for (const pause of AFTER_ACT) setTimeout(() => turn === visit && void read(), pause);
    };
    for (const act of ACTS) addEventListener(act, onAct, { capture: true, passive: true });
    watcher = new MutationObserver(later);
    watcher.observe(document.documentElement, { childList: true, subtree: true, characterData: true });
    await read();
    if (!sent) timer = setTimeout(read, PATIENCE);
  }

  /** A step to another place of the same page changes nothing. */
  const moved = () => {
    if (withoutFragment(location.href) !== page) void look();
  };
  /** A page that comes back from the back/forward cache has lost its badge. @param {PageTransitionEvent} event */
  const returned = (event) => event.persisted && void look();

  /** A person corrected what was read, or the settings changed. @param {Answer | {look: true}} message */
  const told = (message) => {
    if ("look" in message) void look(wanted);
    else banner.show(message);
  };

  // A former version of the extension, replaced under an open page, may have left what it showed.
  for (const left of importSafety.text.fitting(document, OURS)) left.remove();
  importSafety.tell = tell;
  importSafety.again = () => {
    if (!chrome.runtime?.id) return false;
    void look(true);
    return true;
  };
  globalThis.navigation?.addEventListener("navigatesuccess", moved);
  addEventListener("pageshow", returned);
  chrome.runtime.onMessage.addListener(told);
  void look();
}
