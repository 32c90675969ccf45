// Copies the message to a supplier. Without it the text can be marked by hand, or downloaded.

const SHOWN = 2000;

/**
 * @param {HTMLElement} button
 * @param {string | null} name what the button says by itself
 */
async function copy(button, name) {
  const text = document.getElementById(button.dataset.copy ?? "");
  if (!(text instanceof HTMLTextAreaElement)) return;
  try {
    await navigator.clipboard.writeText(text.value);
  } catch {
    // Not allowed here: leave it marked, so that one key copies it.
    text.select();
    button.textContent = button.dataset.marked ?? "";
    return;
  }
  button.textContent = button.dataset.copied ?? "";
  setTimeout(() => (button.textContent = name), SHOWN);
}

/** @type {NodeListOf<HTMLElement>} */
const buttons = document.querySelectorAll("[data-copy]");
for (const button of buttons) {
  const name = button.textContent;
  button.hidden = false;
  button.addEventListener("click", () => copy(button, name));
}
