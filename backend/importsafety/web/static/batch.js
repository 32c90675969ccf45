// Batches: a file may be dropped, a running batch shows how far it is, and rows are gone through by the arrow keys.
// Without it the file is chosen, the page renews itself, and links are followed by Tab.
import { goByArrows } from "./arrows.js";

const SECOND = 1000;
const ROWS_EVERY = 3 * SECOND; // the rows are asked for less often than the figures

/** @param {HTMLElement} place */
function acceptDrops(place) {
  /** @type {HTMLInputElement | null} */
  const file = place.querySelector("input[type=file]");
  /** @type {HTMLElement | null} */
  const hint = place.querySelector("[data-drop-hint]");
  if (!file || !hint) return;
  /** @param {boolean} on */
  const over = (on) => (/** @type {DragEvent} */ event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    place.classList.toggle("over", on);
    if (event.type !== "drop") return;
    file.files = event.dataTransfer.files;
    file.dispatchEvent(new Event("change"));
  };
  // The next page asks what the columns hold: nothing is checked before a person says so.
  file.addEventListener("change", () => file.files?.length && file.form?.requestSubmit());
  hint.hidden = false;
  place.addEventListener("dragover", over(true));
  place.addEventListener("dragleave", over(false));
  place.addEventListener("drop", over(false));
}

async function newRows() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!answer.ok) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/** @param {HTMLElement} part */
const isTyped = (part) => [...part.querySelectorAll("input")].some((field) => field.value !== field.defaultValue);

/**
 * @param {Document | null} page
 * @param {string} id
 */
function put(page, id) {
  const old = document.getElementById(id);
  const fresh = page?.getElementById(id);
  // What someone is in the middle of is left as it is.
  if (!fresh || !old || old.contains(document.activeElement) || isTyped(old)) return false;
  old.replaceWith(document.adoptNode(fresh));
  return true;
}

/** @param {HTMLElement} place */
async function follow(place) {
  let shown = Number(place.dataset.done);
  let last = 0;
  /** One look; whether it was the last. Rejects where the server is away. */
  const look = async () => {
    const answer = await fetch(place.dataset.poll ?? "", { headers: { accept: "application/json" } });
    if (answer.status === 404) return true;
    const far = await answer.json();
    const says = document.querySelector("#progress [data-says]");
    if (says) says.textContent = far.says;
    /** @type {HTMLProgressElement | null} */
    const bar = document.querySelector("#progress progress");
    if (bar) bar.value = far.share;
    const now = Date.now();
    if (far.busy && (far.done === shown || now - last < ROWS_EVERY)) return false;
    last = now;
    const page = await newRows();
    if (put(page, "rows")) shown = far.done;
    listen();
    return !far.busy && put(page, "progress");
  };
  for (let done = false; !done; ) {
    await new Promise((later) => setTimeout(later, SECOND));
    done = await look().catch(() => false); // a later round may find the server again
  }
}

/** @param {HTMLSelectElement} select */
const given = (select) => Math.max(0, [...select.options].findLastIndex((option) => option.defaultSelected));

function listen() {
  /** @type {NodeListOf<HTMLElement>} */
  const tables = document.querySelectorAll("table[data-arrows]:not([data-walked])");
  for (const table of tables) {
    table.dataset.walked = "yes";
    goByArrows(table, () => [...table.querySelectorAll(/** @type {"a"} */ ("tbody th a"))]);
  }
  /** @type {NodeListOf<HTMLFormElement>} */
  const forms = document.querySelectorAll("form[data-submits]:not([data-listened])");
  for (const form of forms) {
    form.dataset.listened = "yes";
    form.addEventListener("change", (event) => {
      if (event.target instanceof HTMLSelectElement) form.requestSubmit();
    });
    // A choice made before this script had come is not lost.
    if ([...form.querySelectorAll("select")].some((select) => select.selectedIndex !== given(select)))
      form.requestSubmit();
  }
}

/** @type {NodeListOf<HTMLElement>} */
const places = document.querySelectorAll("[data-drop]");
places.forEach(acceptDrops);
/** @type {NodeListOf<HTMLElement>} */
const busy = document.querySelectorAll('[data-poll][data-busy="yes"]');
busy.forEach(follow);
listen();
