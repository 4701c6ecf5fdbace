/* Two people have changed the same cells: both values side by side, and a choice between them. */
import { label, put, words } from "./cells.js";

/** Ask for each cell whose value stays, and put the chosen ones into the page. Returns false where that is put off. */
export function choose(form, cells) {
  const dialog = document.getElementById("conflict");
  const body = dialog.querySelector("tbody");
  body.replaceChildren(...cells.map((cell) => rowOf(form, cell)));
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => answer(dialog.returnValue === "keep" && settle(form, body, cells)), { once: true });
  });
}

function rowOf(form, cell) {
  const input = form.elements[cell.field];
  const row = document.getElementById("conflict-row").content.cloneNode(true).firstElementChild;
  row.querySelector("th").textContent = label(input);
  row.querySelector("[data-slot=theirs]").textContent = words(input, cell.theirs);
  row.querySelector("[data-slot=yours]").textContent = words(input, cell.yours);
  row.querySelector("[data-slot=by]").textContent = `${cell.by} ${cell.at}`;
  row.querySelectorAll("input").forEach((radio) => { radio.name = `choice-${cell.field}`; });
  return row;
}

function settle(form, body, cells) {
  for (const cell of cells) {
    const chosen = body.querySelector(`input[name="choice-${cell.field}"]:checked`).value;
    if (chosen === "theirs") put(form.elements[cell.field], cell.theirs);
  }
  return true;
}
