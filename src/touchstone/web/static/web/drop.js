// A file dropped on the brief goes into the form's file box; a plain text file is shown in the text box instead.
const TEXT = /\.(txt|md)$/i;
const SHOWN = 200_000; // bytes; longer texts go as files

export function watchDrops() {
  for (const zone of document.querySelectorAll("[data-drop]")) watch(zone);
}

function watch(zone) {
  let depth = 0;
  const over = (inside) => zone.classList.toggle("over", inside);
  zone.addEventListener("dragenter", (event) => { event.preventDefault(); depth += 1; over(true); });
  zone.addEventListener("dragleave", () => { depth = Math.max(0, depth - 1); over(depth > 0); });
  zone.addEventListener("dragover", (event) => event.preventDefault());
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    depth = 0;
    over(false);
    const [file] = event.dataTransfer.files;
    if (file) take(zone, file, event.dataTransfer.files);
    else insert(zone, event.dataTransfer.getData("text/plain"));
  });
}

async function take(zone, file, files) {
  const box = zone.querySelector("input[type=file]");
  if (TEXT.test(file.name) && file.size <= SHOWN) {
    box.value = "";
    insert(zone, await file.text());
    return;
  }
  box.files = files;
  box.dispatchEvent(new Event("change", { bubbles: true }));
  box.focus();
}

function insert(zone, text) {
  const area = zone.querySelector("textarea");
  area.value = text;
  area.focus();
  area.setSelectionRange(0, 0);
  area.scrollTop = 0;
}
