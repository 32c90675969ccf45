/** Settings: where the checker is, which shops are read, what is sent. */
import { ask, backendUrl, cleanAddress, isOwnMachine, pattern, translatePage } from "../ext.js";
import { launchShops } from "../background/shops.js";

const t = chrome.i18n.getMessage;
const form = /** @type {HTMLFormElement} */ (document.getElementById("backend"));
const field = /** @type {HTMLInputElement} */ (document.getElementById("address"));
const result = /** @type {HTMLElement} */ (document.getElementById("result"));

/** @param {string} key @param {string} address @param {"good" | "bad"} state @param {string[]} more */
function say(key, address, state, ...more) {
  result.textContent = t(key, [address, ...more]);
  result.dataset.state = state;
}

/** @param {string} address */
async function test(address) {
  const { failure, notices = 0 } = /** @type {Probe} */ (await ask({ type: "probe", backendUrl: address }));
  if (failure) say(`failed_${failure.kind}`, address, "bad");
  else say("options_answers", address, "good", notices.toLocaleString(chrome.i18n.getUILanguage()));
}

/** Another machine needs the user's word: for the address, and in Firefox for sending what a page says.
 * @param {string} address @returns {Promise<boolean>} */
function permitted(address) {
  if (isOwnMachine(address)) return Promise.resolve(true);
  /** @type {chrome.permissions.Permissions & {data_collection?: string[]}} */
  const wanted = { origins: [pattern(address)] };
  if (chrome.runtime.getURL("").startsWith("moz-")) wanted.data_collection = ["websiteContent"];
  return chrome.permissions.request(wanted);
}

/** @returns {string | null} */
function typed() {
  const address = cleanAddress(field.value);
  if (!address) say("options_bad_address", field.value, "bad");
  return address;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const address = typed();
  if (!address) return;
  if (!(await permitted(address))) return say("options_not_permitted", address, "bad");
  await chrome.storage.local.set({ backendUrl: address });
  field.value = address;
  say("options_saved", address, "good");
  await test(address);
});

document.getElementById("test")?.addEventListener("click", () => {
  const address = typed();
  if (address) void test(address);
});

translatePage();
field.value = await backendUrl();
document.getElementById("shops")?.append(
  ...(await launchShops()).map(({ name }) => Object.assign(document.createElement("li"), { textContent: name })),
);
