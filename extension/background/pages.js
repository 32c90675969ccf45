/** Product pages: from the facts of a page to the answer that its banner, badge and popup show. */
import { backendUrl } from "../ext.js";
import { check, contest, supplierTexts, tellUnread, Unanswered } from "./backend.js";
import { dismissed, visible } from "./hidden.js";
import { countUnread } from "./recipes.js";
import { productKey } from "./shops.js";
import { inTurn, isPrivate, known, remember } from "./tabs.js";

const STYLE = ["style/tokens.css", "style/notice.css", "content/banner.css"];

/** @param {number} tab @param {Facts} facts @returns {Promise<Answer>} */
export async function checkPage(tab, facts) {
  const product = await productKey(facts.url);
  return inTurn(tab, product, () => checkProduct(tab, facts, product));
}

/** @param {number} tab @param {Facts} facts @param {string} product @returns {Promise<Answer>} */
async function checkProduct(tab, facts, product) {
  const { url } = facts;
  const before = await known(tab);
  // What a person said of this product holds when its page is read again.
  const { corrections, answers, contests } = before?.product === product ? before : {};
  const unread = before?.shop !== undefined && before.shop !== "general" && isUnread(facts);
  /** @type {Omit<TabState, "status">} */
  const kept = { url, product, shop: before?.shop, corrections, answers, contests, unread };
  const state = await answered(kept, async () => {
    const first = await check(tab, { page: facts }, answers);
    kept.read = instead(first.listing, corrections ?? {});
    return corrections ? check(tab, { listing: corrected(first.listing, corrections) }, answers) : first;
  });
  if (unread && !before?.unread && before?.shop && !(await isPrivate(tab))) {
    await countUnread(before.shop);
    tellUnread(before.shop).catch(() => {}); // it counts for whoever keeps the recipes, and costs the reader nothing
  }
  // The tab may have moved on while the checker thought.
  if ((await known(tab))?.url === url) await remember(tab, state);
  return shown(state);
}

/**
 * Checks once more what was read, as a person corrected it and answered the questions.
 * @param {number} tab @param {Corrections} corrections @param {Record<string, string>} answers
 * @returns {Promise<boolean>} whether there is an answer
 */
export async function checkAgain(tab, corrections, answers) {
  return inTurn(tab, (await known(tab))?.product, () => recheck(tab, corrections, answers));
}

/** @param {number} tab @param {Corrections} corrections @param {Record<string, string>} answers */
async function recheck(tab, corrections, answers) {
  const before = await known(tab);
  if (!before?.assessment) return false;
  const kept = {
    ...before,
    corrections: { ...before.corrections, ...corrections },
    read: { ...instead(before.assessment.listing, corrections), ...before.read },
    answers: { ...before.answers, ...answers },
  };
  const listing = corrected(before.assessment.listing, corrections);
  const state = await answered(kept, () => check(tab, { listing }, kept.answers));
  if (state.assessment) {
    // Where each field came from is known from the page alone.
    state.assessment.listing.layers = before.assessment.listing.layers;
  }
  // The tab may have moved on while the checker thought.
  const now = await known(tab);
  if (now?.product !== before.product) return false;
  await remember(tab, { ...state, url: now?.url ?? state.url });
  await chrome.tabs.sendMessage(tab, await shown(state)).catch(() => {});
  return state.status === "answered";
}

/** What the page said in the place of a person's words. @param {ReadListing} listing @param {Corrections} corrections
 * @returns {Corrections} */
const instead = (listing, corrections) =>
  Object.fromEntries(Object.keys(corrections).map((name) => [name, listing[/** @type {keyof Corrections} */ (name)]]));

/**
 * Tells the checker that what it says of a tab's page is wrong, because a person wants it told.
 * @param {{tab: number, claim: Claim, notice: string, reason: string}} said
 * @returns {Promise<Receipt | null>} null when nothing is known of the tab
 * @throws {import("./backend.js").Unanswered}
 */
export async function contestAnswer({ tab, claim, notice, reason }) {
  const before = await known(tab);
  if (!before?.assessment) return null;
  const listing = { ...before.assessment.listing, ...before.read };
  const corrected = before.corrections && Object.keys(before.corrections).length ? { corrected: before.corrections } : {};
  const receipt = await contest({ listing, claim, notice_id: notice || null, reason, ...corrected });
  await inTurn(tab, before.product, async () => {
    const now = await known(tab);
    if (now?.product === before.product && now) {
      await remember(tab, { ...now, contests: { ...now.contests, [`${claim} ${notice}`]: receipt } });
    }
  });
  return receipt;
}

/** What to send to the supplier of a tab's product; null when nothing is known of the tab.
 * @param {number} tab @returns {Promise<SupplierText[] | null>} @throws {import("./backend.js").Unanswered} */
export async function askSupplier(tab) {
  const state = await known(tab);
  return state?.assessment ? supplierTexts(tab, corrected(state.assessment.listing, {}), state.answers ?? {}) : null;
}

/** @param {Omit<TabState, "status">} kept @param {() => Promise<Assessment>} asked @returns {Promise<TabState>} */
async function answered(kept, asked) {
  try {
    const assessment = await asked();
    return { ...kept, status: "answered", failure: undefined, assessment };
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    return { ...kept, status: "failed", assessment: undefined, failure: error.failure };
  }
}

/** What was read with a person's words in its place; attributes that say the replaced word go with it.
 * @param {ReadListing} listing @param {Corrections} corrections */
function corrected(listing, corrections) {
  const { layers: _, ...plain } = listing;
  const replaced = Object.keys(corrections).map((name) => listing[/** @type {keyof Corrections} */ (name)]);
  const attributes = Object.entries(listing.attributes).filter(([, value]) => !replaced.includes(value));
  return { ...plain, attributes: Object.fromEntries(attributes), ...corrections };
}

/** Whether no layer has a title, on a page that shows no sign of a guard. @param {Facts} facts */
const isUnread = ({ layers, signs }) => !signs?.length && !Object.values(layers ?? {}).some((layer) => layer.title);

/** What the banner shows. @param {TabState} state @returns {Promise<Answer>} */
export async function shown({ assessment, product }) {
  const [css, address, gone] = await Promise.all([styleOf(STYLE), backendUrl(), dismissed()]);
  return {
    assessment: assessment ? await visible(assessment) : null,
    dismissed: product !== undefined && gone.includes(product),
    backendUrl: address,
    css,
  };
}

/** @param {string[]} files @returns {Promise<string>} a style to go into a page; our files are not open to pages */
export async function styleOf(files) {
  const texts = files.map(async (path) => (await fetch(chrome.runtime.getURL(path))).text());
  return (await Promise.all(texts)).join("\n");
}
