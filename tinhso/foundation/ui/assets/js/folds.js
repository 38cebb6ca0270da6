// A fold of the navigation lies over the page: a press elsewhere, leaving it by Tab, or Escape closes it.
function close(event) {
  for (const fold of document.querySelectorAll(".ts-fold[open]")) {
    const pressed = event.type === "keydown";
    if (pressed ? event.key !== "Escape" : fold.contains(event.target)) continue;
    if (pressed && fold.contains(document.activeElement)) fold.querySelector("summary").focus();
    fold.open = false;
  }
}

export function folds() {
  for (const said of ["click", "focusin", "keydown"]) document.addEventListener(said, close);
}
