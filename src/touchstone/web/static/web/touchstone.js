// Comforts for those who have scripts. Every page works without them.
import { watchForms } from "./busy.js";
import { watchDownloads } from "./download.js";
import { watchDrops } from "./drop.js";
import { watchKeys } from "./keys.js";
import { watchTheme } from "./theme.js";

document.documentElement.classList.add("js");
watchTheme();
watchForms();
watchDownloads();
watchDrops();
watchKeys();

document.querySelector("[data-back]")?.addEventListener("click", () => history.back());

// A message of the server is read out where it stands; bring it into view for those who look.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "notices") event.target.scrollIntoView({ block: "nearest" });
  // Who asked for a form wants to type into it.
  if (event.target.id.startsWith("edit-")) event.target.querySelector("input:not([type=hidden]), select, textarea")?.focus();
});
// What an answer replaced a message about is done with.
document.addEventListener("htmx:beforeRequest", () => document.getElementById("notices")?.replaceChildren());
// A slow or broken line says so.
document.addEventListener("htmx:sendError", () => {
  const said = document.body.dataset.offline;
  const notice = Object.assign(document.createElement("p"), { className: "notice bad wrap", textContent: said });
  if (said) document.getElementById("notices")?.replaceChildren(notice);
});

// After an answer has replaced a part of the page, the keyboard goes on from where it was.
let kept = null;
document.addEventListener("htmx:beforeRequest", (event) => {
  kept = event.detail.elt.closest("[data-keep]")?.dataset.keep ?? null;
});
document.addEventListener("htmx:afterSettle", () => {
  if (!kept) return;
  if (!document.activeElement || document.activeElement === document.body) document.getElementById(kept)?.focus();
  kept = null;
});
