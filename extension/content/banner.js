/** The warning in the page: in its flow, out of its reach (closed shadow root), gone with one key. */
"use strict";
/* global importSafety */
globalThis.importSafety ??= /** @type {ImportSafety} */ ({});

importSafety.banner = (() => {
  const { t, headline, titled } = importSafety.words;
  const { h, icon, link, notice, ages } = importSafety.view;
  const SHOWN = new Set(["recalled", "possible", "similar"]);
  const NOTICES = 3;

  /** Takes the banner out of the page. @type {(() => void) | null} */
  let remove = null;
  /** @type {HTMLElement | null} */
  let host = null;
  /** What the banner says. */
  let shown = "";

  /** What applies without a doubt; a ban that only may apply waits in the popup.
   * @param {Assessment | null} assessment @returns {Requirement[]} */
  const bansOf = (assessment) => assessment?.requirements.filter((item) => item.banned && item.applies === "yes") ?? [];

  /** @param {Answer} answer */
  function show({ assessment, dismissed, backendUrl, css }) {
    const { verdict = "", notices = [], requirements = [] } = assessment ?? {};
    const now = JSON.stringify([verdict, notices, requirements]);
    if (host?.isConnected && now === shown) return;
    hide();
    const worth = SHOWN.has(verdict) || (verdict === "no_match" && bansOf(assessment).length > 0);
    if (!assessment || dismissed || !worth) return;
    shown = now;
    host = importSafety.place.host({ "data-import-safety": verdict }, css, face(assessment, backendUrl));
    remove = importSafety.place.onTop(host);
  }

  function hide() {
    remove?.();
    remove = null;
    host = null;
  }

  /** @param {string} [id] the notice or ban that shall not be shown again; without it, this product's for now */
  function dismiss(id) {
    hide();
    importSafety.tell?.(id ? { type: "hide", url: location.href, id } : { type: "dismiss", url: location.href });
  }

  /** @param {Assessment} assessment @param {string} backendUrl */
  function face(assessment, backendUrl) {
    const { verdict, notices, listing } = assessment;
    const [first] = notices;
    const strongest = notices.filter((item) => item.tier === verdict);
    const question = encodeURIComponent(listing.title || location.href);
    const bans = bansOf(assessment);
    const banLine = t("ban_applies", bans.map((item) => item.citation).join(", "));
    // A ban on the kind of product, and no notice: one quiet line.
    const banOnly = first === undefined;
    const id = first?.id ?? bans[0]?.id ?? "";
    const hideText = first ? t("hide_notice", first.number || first.id) : t("hide_ban", bans[0]?.citation ?? "");
    return h(
      "section",
      {
        class: "banner",
        "data-verdict": banOnly ? "banned" : verdict,
        "aria-label": t("name"),
        keydown: (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && dismiss(),
      },
      h(
        "div",
        { class: "line" },
        icon(banOnly ? "banned" : verdict),
        h(
          "div",
          { class: "words" },
          h("p", { class: "headline", role: verdict === "recalled" ? "alert" : "status" }, banOnly ? banLine : headline(assessment)),
          first && h("p", { class: "lead" }, h("span", { class: "date" }, first.date), " ", h("span", { lang: "en" }, link(first.url, first.title))),
          // What the notice is limited to belongs to the warning itself.
          first && first.scope.length > 0 && h("p", { class: "scope" }, t("covers_only", first.scope.slice(0, 3).join("; "))),
          !banOnly && bans.length > 0 && h("p", { class: "ban" }, banLine),
          banOnly && bans.slice(0, 2).map((item) => h("p", { class: "lead" }, link(item.url, titled(item)))),
        ),
        h(
          "button",
          { class: "close", type: "button", "aria-label": t("dismiss"), title: t("dismiss"), click: () => dismiss() },
          icon("close"),
        ),
      ),
      h(
        "details",
        null,
        h("summary", null, t(banOnly ? "why_ban" : "compare")),
        h(
          "div",
          { class: "more" },
          banOnly && bans.map((item) => h("p", { class: "why" }, item.citation, ": ", item.why)),
          strongest.slice(0, NOTICES).map((item, place) => notice(item, place === 0)),
        ),
        h(
          "footer",
          null,
          h(
            "p",
            { class: "acts" },
            link(`${backendUrl}/check?q=${question}`, t("full_assessment")),
            h("button", { type: "button", class: "hide", click: () => dismiss(id) }, hideText),
          ),
          ages(assessment),
          h("p", { class: "disclaimer" }, t("disclaimer")),
        ),
      ),
    );
  }

  return { show, hide };
})();
