/** Settings: shown as they are kept, changed one at a time. */
import { byId, settled, translatePage } from "../page.js";
import { choose, LANGUAGES, settings } from "../settings.js";
import { showBackend } from "./backend.js";
import { onImport, showKept, showRecipes } from "./kept.js";
import { showMemory } from "./memory.js";
import { showShops } from "./shops.js";

const marks = /** @type {HTMLInputElement} */ (byId("marks"));
const language = /** @type {HTMLSelectElement} */ (byId("language"));
const remember = /** @type {HTMLInputElement} */ (byId("remember"));

/** @type {Record<string, string>} each language by its own name */
const NAMES = { en: "English", es: "Español", zh_CN: "简体中文" };

/** All but the checker's address and token: what is typed there stays until it is saved. */
async function show() {
  await translatePage();
  const chosen = await settings();
  marks.checked = chosen.marks === "on";
  language.replaceChildren(
    new Option(globalThis.importSafety.words.t("options_language_browser"), ""),
    ...LANGUAGES.map((code) => new Option(NAMES[code], code)),
  );
  language.value = chosen.language;
  remember.checked = chosen.remember;
  await Promise.all([showShops(), showKept(), showRecipes()]);
  void showMemory(); // the checker is not waited for
}

async function showAll() {
  await Promise.all([show(), showBackend()]);
}

marks.addEventListener("change", () => void choose({ marks: marks.checked ? "on" : "off" }));
language.addEventListener("change", () => void choose({ language: language.value }).then(show));
remember.addEventListener("change", () => void choose({ remember: remember.checked }));
onImport(showAll);
await showAll();
settled();
