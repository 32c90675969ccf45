// Renews the parts marked data-live while a refresh runs. Without it the page shows the state at its loading.

const SECONDS = 3;

/** @param {HTMLElement} part */
async function renew(part) {
  try {
    const answer = await fetch(part.dataset.live ?? "", { headers: { accept: "text/html" } });
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      part.replaceChildren(...page.body.childNodes);
    }
  } catch {
    // The server is away; the next round may find it again.
  }
  watch(part);
}

/** @param {HTMLElement} part */
function watch(part) {
  if (part.querySelector('[data-busy="yes"]')) setTimeout(renew, SECONDS * 1000, part);
}

/** @type {NodeListOf<HTMLElement>} */
const parts = document.querySelectorAll("[data-live]");
parts.forEach(watch);
