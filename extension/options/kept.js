/** Settings: what is kept — hidden notices, my list, recipes, and all of it as a file. */
/* global importSafety */
import { forgetUnread, recipes, unread } from "../background/recipes.js";
import { ask } from "../ext.js";
import { byId } from "../page.js";
import { alter, choose, exported, imported, settings, unhide } from "../settings.js";
import { isPermitted, say } from "./backend.js";

const { t, count } = importSafety.words;
const { h, link } = importSafety.view;

/** @param {HTMLElement} list @param {HTMLElement[]} rows @param {string} none */
const fill = (list, rows, none) => list.replaceChildren(...(rows.length ? rows : [h("li", { class: "quiet" }, t(none))]));

/** @param {string} key @param {() => void} click */
const act = (key, click) => h("button", { type: "button", click }, t(key));

export async function showKept() {
  const { hidden, list } = await settings();
  const back = (/** @type {string} */ id) => () => void unhide(id).then(showKept);
  const drop = (/** @type {string} */ url) => () =>
    void alter(({ list }) => ({ list: list.filter((item) => item.url !== url) })).then(showKept);
  fill(
    byId("hidden"),
    Object.entries(hidden).map(([id, item]) =>
      h("li", { "data-hidden": id }, h("span", null, item.title, " ", h("em", null, t("options_hidden_on", item.on))), act("show_again", back(id))),
    ),
    "options_no_hidden",
  );
  fill(
    byId("list"),
    list.map((item) =>
      h(
        "li",
        { "data-saved": item.url },
        h("span", null, link(item.url, item.title || item.url), " ", h("em", null, `${t(`short_${item.verdict}`)} · ${item.savedOn}`)),
        act("options_remove", drop(item.url)),
      ),
    ),
    "options_no_list",
  );
}

export async function showRecipes() {
  const [{ revised, shops }, counted] = await Promise.all([recipes(), unread()]);
  byId("recipes-age").textContent = t("options_recipes_more", revised);
  byId("unread").replaceChildren(
    ...Object.entries(counted).map(([id, { count: pages, last }]) =>
      h("li", { "data-unread": id }, h("span", null, `${shops.find((shop) => shop.id === id)?.name ?? id}: ${count("unread", pages)} · ${last}`)),
    ),
  );
  byId("unread-clear").hidden = !Object.keys(counted).length;
}

byId("recipes").addEventListener("click", async () => {
  const fits = await ask({ type: "recipes" });
  if (fits === true) say("recipes-result", "good", t("options_recipes_good"));
  else say("recipes-result", "bad", t(fits === false ? "options_recipes_bad" : "options_recipes_none"));
  await showRecipes();
});

byId("unread-clear").addEventListener("click", () => void forgetUnread().then(showRecipes));

byId("export").addEventListener("click", async () => {
  const url = URL.createObjectURL(new Blob([await exported()], { type: "application/json" }));
  const anchor = document.createElement("a");
  Object.assign(anchor, { href: url, download: "import-safety-settings.json" });
  anchor.click();
  URL.revokeObjectURL(url);
});

/** @param {() => Promise<void>} show shows all settings anew */
export function onImport(show) {
  byId("import").addEventListener("change", async (event) => {
    const [file] = /** @type {HTMLInputElement} */ (event.target).files ?? [];
    if (!file) return;
    try {
      const { backendUrl, ...others } = imported(await file.text());
      const permitted = await isPermitted(backendUrl);
      await choose(permitted ? { backendUrl, ...others } : others);
      await show();
      if (permitted) say("file-result", "good", t("options_imported"));
      else say("file-result", "bad", t("options_imported_but", backendUrl));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      say("file-result", "bad", t("options_bad_file"));
    }
  });
}
