/** The language of the extension: the browser's, or the one that a person chose in the settings. */
/* global importSafety */
import "./content/words.js";
import { LANGUAGES, settings } from "./settings.js";

/** Chromium gives a process no messages at all when our first-run page opens while the browser itself is starting
 * (seen in 156, 2026-11), and may call its own language English then. They are then read from the file of the
 * language that pages are asked for in. */
function missing() {
  if (chrome.i18n.getMessage("name")) return "";
  const own = navigator.language.slice(0, 2);
  return LANGUAGES.find((code) => code.startsWith(own)) ?? "en";
}

/** @returns {Promise<Spoken | null>} null: the browser's own language */
export async function chosenWords() {
  const language = (await settings()).language || missing();
  if (!language) return null;
  const response = await fetch(chrome.runtime.getURL(`_locales/${language}/messages.json`));
  const table = /** @type {Record<string, {message: string}>} */ (await response.json());
  return {
    language: language.replace("_", "-"),
    messages: Object.fromEntries(Object.entries(table).map(([key, { message }]) => [key, message])),
  };
}

/** Speaks that language from now on. */
export async function speak() {
  importSafety.words.speak(await chosenWords());
}
