/** Settings: shops on and off, and sites that a person adds. */
/* global importSafety */
import { recipes } from "../background/recipes.js";
import { originsOf } from "../background/sites.js";
import { byId } from "../page.js";
import { addSite, alter, cleanHost, settings } from "../settings.js";
import { say } from "./backend.js";

const { t } = importSafety.words;
const { h } = importSafety.view;
const host = /** @type {HTMLInputElement} */ (byId("host"));
const recipe = /** @type {HTMLSelectElement} */ (byId("recipe"));

export async function showShops() {
  const [{ shops }, { shopsOff, sites }] = await Promise.all([recipes(), settings()]);
  byId("shops").replaceChildren(...shops.filter(({ launch }) => launch).map((shop) => h("li", null, h("label", { class: "check" }, box(shop.id, shopsOff), ` ${shop.name}`))));
  const rows = await Promise.all(sites.map(async (site) => siteRow(site, await chrome.permissions.contains({ origins: originsOf(site.host) }))));
  byId("sites").replaceChildren(...rows);
  if (recipe.options.length) return;
  recipe.append(new Option(t("options_general"), "general"), ...shops.map(({ id, name }) => new Option(name, id)));
}

/** @param {string} id @param {string[]} shopsOff */
function box(id, shopsOff) {
  const change = (/** @type {Event} */ event) => {
    const off = /** @type {HTMLInputElement} */ (event.target).checked ? [] : [id];
    void alter((kept) => ({ shopsOff: [...kept.shopsOff.filter((other) => other !== id), ...off] }));
  };
  return h("input", { type: "checkbox", value: id, checked: !shopsOff.includes(id), change });
}

/** @param {import("../settings.js").Site} site @param {boolean} allowed */
function siteRow(site, allowed) {
  const remove = async () => {
    await alter(({ sites }) => ({ sites: sites.filter((other) => other.host !== site.host) }));
    await chrome.permissions.remove({ origins: originsOf(site.host) }).catch(() => false);
    await showShops();
  };
  const allow = async () => {
    await chrome.permissions.request({ origins: originsOf(site.host) });
    await showShops();
  };
  return h(
    "li",
    { "data-site": site.host },
    h("span", null, site.host, !allowed && h("em", null, ` ${t("options_site_waits")}`)),
    !allowed && h("button", { type: "button", click: allow }, t("options_allow")),
    h("button", { type: "button", click: remove }, t("options_remove")),
  );
}

byId("site").addEventListener("submit", async (event) => {
  event.preventDefault();
  const name = cleanHost(host.value);
  if (!name) return say("site-result", "bad", t("options_bad_site"));
  const allowed = await chrome.permissions.request({ origins: originsOf(name) });
  if (!allowed) return say("site-result", "bad", t("options_site_refused", name));
  await addSite(name, recipe.value || "general");
  host.value = "";
  say("site-result", "good", t("options_site_added", name));
  await showShops();
});
