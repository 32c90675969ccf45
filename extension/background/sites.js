/** Which open pages our scripts run in: the shops of the manifest, and sites that a person added and allowed. */
import { settings } from "../settings.js";

const PREFIX = "site ";

/** @returns {string[]} the content scripts, with paths that Firefox does not take as relative to a page */
const scripts = () => (chrome.runtime.getManifest().content_scripts?.[0]?.js ?? []).map((path) => `/${path}`);

/** @param {string} host */
export const originsOf = (host) => [`https://${host}/*`, `https://*.${host}/*`];

/** Runs our scripts on the sites that are both added and allowed, and on no other. A site that is added is mostly
 * allowed at the same moment: one after another, or both would register it. */
export const registerSites = () => navigator.locks.request("sites", register);

async function register() {
  const { sites } = await settings();
  const allowed = [];
  for (const { host } of sites) {
    if (await chrome.permissions.contains({ origins: originsOf(host) })) allowed.push(host);
  }
  const registered = (await chrome.scripting.getRegisteredContentScripts()).map(({ id }) => id);
  const wanted = allowed.map((host) => PREFIX + host);
  const gone = registered.filter((id) => id.startsWith(PREFIX) && !wanted.includes(id));
  const fresh = allowed.filter((host) => !registered.includes(PREFIX + host));
  if (gone.length) await chrome.scripting.unregisterContentScripts({ ids: gone });
  if (!fresh.length) return;
  await chrome.scripting.registerContentScripts(
    fresh.map((host) => ({ id: PREFIX + host, matches: originsOf(host), js: scripts(), runAt: "document_idle" })),
  );
  await readTabs(fresh.flatMap(originsOf));
}

/** Pages that were open before our scripts were to run there are read too. @param {string[]} [matches] */
export async function readTabs(matches = chrome.runtime.getManifest().content_scripts?.[0]?.matches ?? []) {
  for (const { id } of await chrome.tabs.query({ url: matches, discarded: false })) {
    if (id !== undefined) await run(id).catch(() => {});
  }
}

/** @param {number} tab */
const run = (tab) => chrome.scripting.executeScript({ target: { tabId: tab }, files: scripts() });

/** Reads a tab's page because a person asked for it: again, or for the first time. @param {number} tab */
export async function readTab(tab) {
  const again = () => globalThis.importSafety?.again?.() ?? false;
  const target = { tabId: tab };
  const [first] = await chrome.scripting.executeScript({ target, func: again });
  if (first?.result) return true;
  await run(tab);
  const [second] = await chrome.scripting.executeScript({ target, func: again });
  return second?.result ?? false;
}
