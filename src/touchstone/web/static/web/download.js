// The figures of a table as a file: `<button data-csv="pay.csv">` in or beside it. Spreadsheets know UTF-8 by its mark.
const MARK = "\uFEFF";

export function watchDownloads() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-csv]");
    const table = button?.closest("details, section")?.querySelector("table");
    if (table) save(button.dataset.csv, MARK + csv(table));
  });
}

export function csv(table) {
  const rows = [...table.rows].map((row) => [...row.cells].map((cell) => quoted(cell.innerText)).join(","));
  return `${rows.join("\r\n")}\r\n`;
}

function quoted(text) {
  const plain = text.replace(/\s+/g, " ").trim();
  const safe = /^[=+\-@]/.test(plain) && !/^-?[\d.,]+%?$/.test(plain) ? `'${plain}` : plain; // no formula of a stranger's runs
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function save(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
