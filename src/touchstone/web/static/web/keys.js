// Single keys for daily work. They rest while somebody types, and can be turned off (WCAG 2.1.4).
import { nextTheme } from "./theme.js";

const OFF = "touchstone-keys-off";

const ACTIONS = {
  "?": () => document.getElementById("keys")?.togglePopover(),
  "/": () => document.querySelector("[data-first], main textarea, main input:not([type=hidden])")?.focus(),
  j: () => step(1),
  k: () => step(-1),
  m: () => nextOf("[data-modes]"),
  t: nextTheme,
};

export function watchKeys() {
  const box = document.querySelector("[data-keys-on]");
  if (box) {
    box.checked = !isOff();
    box.addEventListener("change", () => remember(box.checked));
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (isOff() && event.key !== "?") return;
    const action = ACTIONS[event.key] ?? follow(event.key);
    if (!action) return;
    event.preventDefault();
    action();
  });
}

// Any link or button that shows a key: `data-key="s"`.
function follow(key) {
  const target = /^[a-z0-9]$/.test(key) ? document.querySelector(`[data-key="${key}"]`) : null;
  return target && (() => target.click());
}

function step(by) {
  const items = [...document.querySelectorAll("[data-item]")];
  if (!items.length) return;
  const at = items.indexOf(document.activeElement?.closest("[data-item]"));
  const next = at < 0 ? (by > 0 ? 0 : items.length - 1) : Math.min(Math.max(at + by, 0), items.length - 1);
  items[next].focus();
  items[next].scrollIntoView({ block: "nearest" });
}

function nextOf(selector) {
  const items = [...document.querySelectorAll(`${selector} > *`)];
  if (!items.length) return;
  const at = items.findIndex((item) => item.matches("[aria-current=true], [aria-pressed=true]"));
  items[(at + 1) % items.length].click();
}

function isTyping(element) {
  return element.closest("input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select, [contenteditable]");
}

function isOff() {
  try { return localStorage.getItem(OFF) === "1"; } catch { return false; }
}

function remember(on) {
  try {
    if (on) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  } catch { /* storage is closed to us: the choice lasts for this page */ }
}
