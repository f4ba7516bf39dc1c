// Light, dark, or as the system has it. The server reads the same cookie, so the next page comes in the right colours.
const COOKIE = "touchstone_theme";
const YEAR = 365 * 24 * 3600;

export function watchTheme() {
  const form = document.querySelector("[data-theme-switch]");
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    choose(form, event.submitter?.value ?? "");
  });
}

export function nextTheme() {
  const form = document.querySelector("[data-theme-switch]");
  const values = [...form.querySelectorAll("button")].map((button) => button.value);
  const now = document.documentElement.dataset.theme ?? "";
  choose(form, values[(values.indexOf(now) + 1) % values.length]);
}

function choose(form, theme) {
  const root = document.documentElement;
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  const age = theme ? YEAR : 0;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${COOKIE}=${theme}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
  for (const button of form.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
}
