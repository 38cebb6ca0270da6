// Small behaviours of our own. Every page works without them.

function onSubmitSelects(root) {
  for (const select of root.querySelectorAll("select[data-ts-autosubmit]")) {
    if (select.dataset.tsReady) continue;
    select.dataset.tsReady = "1";
    select.addEventListener("change", () => select.form?.requestSubmit());
  }
}

function onClick(event) {
  const trigger = event.target instanceof Element ? event.target.closest("[data-ts-print],[data-ts-copy]") : null;
  if (!trigger) return;
  if (trigger.hasAttribute("data-ts-print")) {
    event.preventDefault();
    window.print();
    return;
  }
  const source = document.querySelector(trigger.getAttribute("data-ts-copy"));
  if (source) navigator.clipboard?.writeText(source.textContent.trim());
}

// One key leads to one control, pressed again to the next of its kind; keys are ignored while somebody types, which
// nobody does in a tick box.
function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const typing = "input:not([type=checkbox]),select,textarea,[contenteditable]";
  if (event.target instanceof Element && event.target.closest(typing)) return;
  const targets = [...document.querySelectorAll(`[data-ts-hotkey="${CSS.escape(event.key.toLowerCase())}"]`)];
  if (!targets.length) return;
  const target = targets[(targets.indexOf(document.activeElement) + 1) % targets.length];
  event.preventDefault();
  if (target.matches("a,button")) target.click();
  else target.focus();
}

// After a fragment came: its error summary or heading takes the focus, so that nobody reads on in the old text.
function onSwap(event) {
  const swapped = event.target;
  if (!(swapped instanceof Element)) return;
  const place = swapped.querySelector("[data-ts-focus]");
  if (!place) return;
  place.setAttribute("tabindex", "-1");
  place.focus();
}

// govuk-frontend says aria-expanded on radios, which ARIA does not allow there; what is revealed follows in reading order.
function withoutExpanded(root) {
  for (const radio of root.querySelectorAll("input[type=radio][aria-expanded]")) radio.removeAttribute("aria-expanded");
}

export function start(root) {
  onSubmitSelects(root);
  withoutExpanded(root);
  for (const one of root.querySelectorAll("[data-ts-copy][hidden]")) one.hidden = false;
}

// Two minutes before the session closes a person is told, and one press keeps it open.
const LAST_CALL = 2 * 60 * 1000;
let idle;

function warnBeforeIdle() {
  const notice = document.querySelector("[data-ts-idle]");
  if (!notice) return;
  clearTimeout(idle);
  notice.hidden = true;
  idle = setTimeout(() => (notice.hidden = false), Number(notice.dataset.tsIdle) * 60 * 1000 - LAST_CALL);
}

async function onStay(event) {
  if (!(event.target instanceof Element && event.target.closest("[data-ts-stay]"))) return;
  const answer = await fetch("/kha-nang-tiep-can/", { credentials: "same-origin", cache: "no-store" });
  if (answer.ok) warnBeforeIdle();
}

export function listen() {
  warnBeforeIdle();
  document.addEventListener("click", onStay);
  document.addEventListener("htmx:afterRequest", warnBeforeIdle);
  document.addEventListener("click", onClick);
  // govuk-frontend says it again when the page is shown and when a radio is chosen.
  for (const said of ["pageshow", "click"]) window.addEventListener(said, () => withoutExpanded(document));
  document.addEventListener("keydown", onKey);
  document.addEventListener("htmx:afterSwap", onSwap);
}
