/** Settings: what the checker remembers of matched listings. */
/* global importSafety */
import { ask } from "../ext.js";
import { byId } from "../page.js";

const { t, count, language } = importSafety.words;
const clear = byId("memory-clear");

/** @param {boolean} [forget] whether it is to be forgotten first */
export async function showMemory(forget = false) {
  const known = /** @type {Memory | {failure: Failure}} */ (await ask({ type: "memory", clear: forget }));
  const there = "count" in known;
  byId("memory").textContent = there ? said(known) : t("options_memory_unknown");
  clear.hidden = !there || known.count === 0;
}

/** @param {Memory} known */
function said({ on, count: listings, most }) {
  if (!on && listings === 0) return t("options_memory_off");
  return `${count("remembered", listings)} ${t("options_memory_most", most.toLocaleString(language()))}`;
}

clear.addEventListener("click", () => void showMemory(true));
