/** The warning in the page: in its flow, out of its reach (closed shadow root), gone with one key. */
"use strict";
/* global importSafety */
globalThis.importSafety ??= /** @type {ImportSafety} */ ({});

importSafety.banner = (() => {
  const { t, headline } = importSafety.words;
  const { h, icon, link, notice, ages } = importSafety.view;
  const SHOWN = new Set(["recalled", "possible", "similar"]);
  const NOTICES = 3;
  // A shop that renders its page anew takes the banner with it; one that fights it is left alone after this.
  const RETURNS = 5;

  // What a page's own rules for `div` must not change, wherever the banner is put.
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

  /** @type {HTMLElement | null} */
  let host = null;
  /** What the banner says. */
  let shown = "";
  /** @type {MutationObserver | null} */
  let guard = null;

  /** @param {Answer} answer */
  function show({ assessment, dismissed, backendUrl, css }) {
    const { verdict = "", notices, requirements } = assessment ?? {};
    const now = JSON.stringify([verdict, notices, requirements]);
    if (host?.isConnected && now === shown) return;
    hide();
    if (!assessment || dismissed || !SHOWN.has(verdict)) return;
    shown = now;
    host = h("div", { "data-import-safety": verdict, dir: t("@@bidi_dir"), lang: chrome.i18n.getUILanguage() });
    for (const [name, value] of Object.entries(OWN)) host.style.setProperty(name, value, "important");
    const root = host.attachShadow({ mode: "closed" });
    const style = document.createElement("style");
    // Set as a whole, so that Firefox sees who set it and the page's own policy does not apply (2026-11).
    style.textContent = css;
    root.append(style, face(assessment, backendUrl));
    place(host);
    stay(host);
  }

  function hide() {
    guard?.disconnect();
    guard = null;
    host?.remove();
    host = null;
  }

  function dismiss() {
    hide();
    importSafety.tell?.({ type: "dismiss", url: location.href });
  }

  /** @param {Assessment} assessment @param {string} backendUrl */
  function face(assessment, backendUrl) {
    const { verdict, notices, listing } = assessment;
    const [first] = notices;
    const strongest = notices.filter((item) => item.tier === verdict);
    const question = encodeURIComponent(listing.title || location.href);
    const bans = assessment.requirements.filter((item) => item.banned && item.applies === "yes");
    return h(
      "section",
      {
        class: "banner",
        "data-verdict": verdict,
        "aria-label": t("name"),
        keydown: (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && dismiss(),
      },
      h(
        "div",
        { class: "line" },
        icon(verdict),
        h(
          "div",
          { class: "words" },
          h("p", { class: "headline", role: verdict === "recalled" ? "alert" : "status" }, headline(assessment)),
          first && h("p", { class: "lead" }, h("span", { class: "date" }, first.date), " ", link(first.url, first.title)),
          // What the notice is limited to belongs to the warning itself.
          first && first.scope.length > 0 && h("p", { class: "scope" }, t("covers_only", first.scope.slice(0, 3).join("; "))),
          bans.length > 0 && h("p", { class: "ban" }, t("ban_applies", bans.map((item) => item.citation).join(", "))),
        ),
        h("button", { class: "close", type: "button", "aria-label": t("dismiss"), title: t("dismiss"), click: dismiss }, icon("close")),
      ),
      h(
        "details",
        null,
        h("summary", null, t("compare")),
        h("div", { class: "more" }, strongest.slice(0, NOTICES).map((item, place) => notice(item, place === 0))),
        h(
          "footer",
          null,
          h("p", null, link(`${backendUrl}/check?q=${question}`, t("full_assessment"))),
          ages(assessment.asOf),
          h("p", { class: "disclaimer" }, t("disclaimer")),
        ),
      ),
    );
  }

  /** Where the banner may stand, best first; each is tried until it is wide and not covered. */
  function* places() {
    yield (/** @type {HTMLElement} */ banner) => document.body.prepend(banner);
    const main = document.querySelector("main, [role=main], #main, #content");
    if (main) yield (/** @type {HTMLElement} */ banner) => main.before(banner);
    const title = document.querySelector("h1");
    if (title) yield (/** @type {HTMLElement} */ banner) => title.before(banner);
    yield (/** @type {HTMLElement} */ banner) => document.documentElement.insertBefore(banner, document.body);
    // A page that covers every place is covered in turn, as far as the banner reaches.
    yield (/** @type {HTMLElement} */ banner) => {
      banner.style.setProperty("position", "relative", "important");
      banner.style.setProperty("z-index", "2147483647", "important");
      document.body.prepend(banner);
    };
  }

  /** @param {HTMLElement} banner */
  function place(banner) {
    for (const put of places()) {
      put(banner);
      if (isReadable(banner)) return;
    }
  }

  /** @param {HTMLElement} banner */
  function isReadable(banner) {
    const { left, top, width, height } = banner.getBoundingClientRect();
    if (width < Math.min(280, innerWidth * 0.8) || height < 20) return false;
    const [x, y] = [left + width / 2, top + height / 2];
    if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return true;
    return document.elementFromPoint(x, y) === banner;
  }

  /** @param {HTMLElement} banner */
  function stay(banner) {
    let returns = 0;
    guard = new MutationObserver(() => {
      if (!chrome.runtime?.id) return hide();
      if (banner.isConnected || banner !== host) return;
      if (++returns > RETURNS) guard?.disconnect();
      else place(banner);
    });
    guard.observe(document.documentElement, { childList: true, subtree: true });
  }

  return { show, hide };
})();
