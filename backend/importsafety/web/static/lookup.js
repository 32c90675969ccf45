/* In a list of results the arrow keys go from one to the next; from the search field, down goes to the first. */
(() => {
  const list = document.querySelector("[data-arrows]");
  const field = document.querySelector("#q");
  if (!list) {
    return;
  }
  const links = () => [...list.querySelectorAll("h2 a")];

  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const all = links();
    const at = all.indexOf(document.activeElement);
    if (!step || at < 0) {
      return;
    }
    const next = at + step < 0 ? field : all[at + step];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  });

  field?.addEventListener("keydown", (event) => {
    const [first] = links();
    if (event.key === "ArrowDown" && first) {
      event.preventDefault();
      first.focus();
    }
  });
})();
