// A form that is on its way says so, and is not sent twice.
export function watchForms() {
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button?.dataset.busy || event.defaultPrevented) return;
    if (button.ariaBusy === "true") { event.preventDefault(); return; }
    button.ariaBusy = "true";
    button.dataset.idle = button.innerHTML;
    button.textContent = button.dataset.busy;
  });
  // Back from the next page: the form is idle again.
  addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("[data-busy][aria-busy=true]")) {
      button.ariaBusy = null;
      button.innerHTML = button.dataset.idle;
    }
  });
}
