// Copies the message to a supplier. Without it the text can be marked by hand, or downloaded.
"use strict";

const SHOWN = 2000;

async function copy(button) {
  const text = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(text.value);
  } catch {
    // Not allowed here: leave it marked, so that one key copies it.
    text.select();
    button.textContent = "Marked: press Ctrl+C";
    return;
  }
  const name = button.textContent;
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = name), SHOWN);
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}
