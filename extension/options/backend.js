/** Settings: where the checker is, with the permission that this needs. */
/* global importSafety */
import { ask, cleanAddress, isOwnMachine, pattern } from "../ext.js";
import { byId } from "../page.js";
import { choose, cleanToken, settings } from "../settings.js";

const { t, language } = importSafety.words;
const form = byId("backend");
const field = /** @type {HTMLInputElement} */ (byId("address"));
const secret = /** @type {HTMLInputElement} */ (byId("token"));

/** @param {string} id @param {"good" | "bad"} state @param {string} text */
export function say(id, state, text) {
  const line = byId(id);
  line.textContent = text;
  line.dataset.state = state;
}

/** @param {string} address */
async function test(address) {
  const { failure, notices = 0 } = /** @type {Probe} */ (await ask({ type: "probe", backendUrl: address, token: cleanToken(secret.value) }));
  if (failure) say("result", "bad", [t(`failed_${failure.kind}`, address), failure.kind === "refused" ? failure.detail : ""].filter(Boolean).join(": "));
  else say("result", "good", t("options_answers", address, notices.toLocaleString(language())));
}

/** Another machine needs the user's word: for the address, and in Firefox for sending what a page says.
 * @param {string} address @returns {chrome.permissions.Permissions & {data_collection?: string[]}} */
function needed(address) {
  const origins = { origins: [pattern(address)] };
  return chrome.runtime.getURL("").startsWith("moz-") ? { ...origins, data_collection: ["websiteContent"] } : origins;
}

/** @param {string} address */
export const isPermitted = async (address) => isOwnMachine(address) || chrome.permissions.contains(needed(address));

/** @returns {string | null} */
function typed() {
  const address = cleanAddress(field.value);
  if (!address) say("result", "bad", t("options_bad_address"));
  return address;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const address = typed();
  if (!address) return;
  if (!isOwnMachine(address) && !(await chrome.permissions.request(needed(address)))) {
    return say("result", "bad", t("options_not_permitted", address));
  }
  await choose({ backendUrl: address, token: { address, value: cleanToken(secret.value) } });
  field.value = address;
  say("result", "good", t("options_saved", address));
  await test(address);
});

byId("test").addEventListener("click", () => {
  const address = typed();
  if (address) void test(address);
});

export async function showBackend() {
  const { backendUrl, token } = await settings();
  field.value = backendUrl;
  secret.value = token.address === backendUrl ? token.value : "";
}
