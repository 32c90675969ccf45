// In a list of results the arrow keys go from one to the next; from the search field, down goes to the first.
import { goByArrows } from "./arrows.js";

/** @type {HTMLElement | null} */
const list = document.querySelector("[data-arrows]");
/** @type {HTMLElement | null} */
const field = document.querySelector("#q");
/** @returns {HTMLElement[]} */
const links = () => (list ? [...list.querySelectorAll(/** @type {"a"} */ ("h2 a"))] : []);

if (list) goByArrows(list, links, field);
field?.addEventListener("keydown", (event) => {
  const first = links()[0];
  if (event.key === "ArrowDown" && first) {
    event.preventDefault();
    first.focus();
  }
});
