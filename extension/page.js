/** What the extension's own pages share: their language, and elements that name their words. */
/* global importSafety */
import "./content/words.js";
import "./content/view.js";
import { speak } from "./language.js";

/** Fills every element that names its words (`data-t`) in the reader's language. */
export async function translatePage() {
  await speak();
  const { t, language, direction } = importSafety.words;
  document.documentElement.lang = language();
  document.documentElement.dir = direction();
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-t]"))) {
    element.textContent = t(element.dataset.t ?? "");
  }
}

/** Says that the page now shows all it has (`aria-busy`, which assistive technology waits for). */
export const settled = () => document.querySelector("main")?.setAttribute("aria-busy", "false");

/** @template {HTMLElement} [T=HTMLElement] @param {string} id @returns {T} */
export const byId = (id) => /** @type {T} */ (document.getElementById(id));
