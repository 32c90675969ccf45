// Batches: a file may be dropped, a running batch shows how far it is, and rows are gone through by the arrow keys.
// Without it the file is chosen, the page renews itself, and links are followed by Tab.
"use strict";

const SECOND = 1000;
const ROWS_EVERY = 3 * SECOND; // the rows are asked for less often than the figures

function acceptDrops(place) {
  const file = place.querySelector("input[type=file]");
  const over = (on) => (event) => {
    if (!event.dataTransfer || !event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    place.classList.toggle("over", on);
    if (event.type !== "drop") return;
    file.files = event.dataTransfer.files;
    file.dispatchEvent(new Event("change"));
  };
  // The next page asks what the columns hold: nothing is checked before a person says so.
  file.addEventListener("change", () => file.files.length && file.form.requestSubmit());
  place.querySelector("[data-drop-hint]").hidden = false;
  place.addEventListener("dragover", over(true));
  place.addEventListener("dragleave", over(false));
  place.addEventListener("drop", over(false));
}

async function newRows() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!answer.ok) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function put(page, id) {
  const old = document.getElementById(id);
  const fresh = page && page.getElementById(id);
  // What someone is in the middle of is left as it is.
  if (!fresh || !old || old.contains(document.activeElement)) return false;
  old.replaceWith(document.adoptNode(fresh));
  return true;
}

async function follow(place) {
  let shown = Number(place.dataset.done);
  let last = 0;
  for (;;) {
    await new Promise((done) => setTimeout(done, SECOND));
    let far;
    try {
      const answer = await fetch(place.dataset.poll, { headers: { accept: "application/json" } });
      if (answer.status === 404) return;
      far = await answer.json();
    } catch {
      continue; // The server is away; a later round may find it again.
    }
    const present = document.getElementById("progress");
    present.querySelector("[data-says]").textContent = far.says;
    const bar = present.querySelector("progress");
    if (bar) bar.value = far.share;
    if (far.done !== shown || !far.busy) {
      const now = Date.now();
      if (now - last >= ROWS_EVERY || !far.busy) {
        const page = await newRows();
        if (put(page, "rows")) shown = far.done;
        last = now;
        listen();
        if (!far.busy && put(page, "progress")) return;
      }
    }
  }
}

function walk(table) {
  table.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    const links = [...table.querySelectorAll("tbody th a")];
    const row = event.target.closest("tr");
    const next = links[links.indexOf(row && row.querySelector("th a")) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}

function listen() {
  for (const table of document.querySelectorAll("table[data-arrows]:not([data-walked])")) {
    table.dataset.walked = "yes";
    walk(table);
  }
  for (const form of document.querySelectorAll("form[data-submits]:not([data-listened])")) {
    form.dataset.listened = "yes";
    form.addEventListener("change", (event) => {
      if (event.target instanceof HTMLSelectElement) form.requestSubmit();
    });
  }
}

document.querySelectorAll("[data-drop]").forEach(acceptDrops);
document.querySelectorAll('[data-poll][data-busy="yes"]').forEach(follow);
listen();
