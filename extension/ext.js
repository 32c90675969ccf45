/** The browser, as the extension's own pages and worker use it. Chromium and Firefox both offer `chrome`. */

export const DEFAULT_BACKEND = "http://127.0.0.1:8765";

/** @returns {Promise<string>} the checker's address, without a slash at its end */
export async function backendUrl() {
  const { backendUrl } = await chrome.storage.local.get({ backendUrl: DEFAULT_BACKEND });
  return cleanAddress(backendUrl) ?? DEFAULT_BACKEND;
}

/**
 * @param {unknown} text what a person typed
 * @returns {string | null} an http(s) address without a slash at its end; null when it is none
 */
export function cleanAddress(text) {
  const url = typeof text === "string" ? URL.parse(text.trim()) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return null;
  return (url.origin + url.pathname).replace(/\/+$/, "");
}

/** @param {string} address @returns {boolean} whether the address is this machine, spoken to without asking */
export function isOwnMachine(address) {
  return /^http:\/\/127\.0\.0\.1(:\d+)?(\/|$)/.test(address);
}

/** @param {string} address @returns {string} the match pattern that a permission for this address needs */
export function pattern(address) {
  const url = new URL(address);
  return `${url.protocol}//${url.hostname}/*`;
}

/** @template T @param {Message} message @returns {Promise<T>} the worker's answer */
export function ask(message) {
  return chrome.runtime.sendMessage(message);
}

/** @param {number} tab @returns {string} the key in `storage.session` of what is known about a tab */
export const tabKey = (tab) => `tab:${tab}`;

