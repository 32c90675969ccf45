// The arrow keys go from one link of a list to the next. Without it, links are followed by Tab.

/** @type {Record<string, number>} */
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

/**
 * @param {HTMLElement} list what hears the keys
 * @param {() => HTMLElement[]} links those to go through, in their order
 * @param {HTMLElement | null} before where going up from the first leads
 */
export function goByArrows(list, links, before = null) {
  list.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = links();
    // Whatever has the focus in a row or an entry of the list, its link is the present one.
    const at = all.findIndex((link) => (link.closest("tr, li") ?? link).contains(document.activeElement));
    const next = at < 0 ? null : at + step < 0 ? before : all[at + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}
