/* What the portal says of the cells: findings, unreadable entries, computed texts. */

const GRADES = ["error", "explain", "hint"];

function note(grade, text) {
  const made = document.getElementById(`note-${grade}`).content.cloneNode(true).firstElementChild;
  made.querySelector("span").append(text);
  made.classList.add("js-note");
  return made;
}

/** Show the answer's findings and errors at their cells and in the list above, and the computed texts. */
export function show(form, answer) {
  clear(form);
  const said = [...(answer.errors || []).map((error) => ({ ...error, grade: "error" })), ...answer.findings];
  said.forEach((one) => mark(form, one));
  form.querySelectorAll("tr[data-code]").forEach(settle);
  Object.entries(answer.totals).forEach(([id, text]) => {
    const place = document.getElementById(id);
    if (place) place.textContent = text;
  });
  document.getElementById("findings").innerHTML = answer.summary;
}

function clear(form) {
  form.querySelectorAll(".js-note, .cell-notes > *, .invalid-feedback").forEach((old) => old.remove());
  form.querySelectorAll(".is-invalid").forEach((input) => input.classList.remove("is-invalid"));
  form.querySelectorAll("[aria-invalid]").forEach((input) => input.removeAttribute("aria-invalid"));
  form.querySelectorAll("td.entry").forEach((cell) => cell.classList.remove("is-error", "is-explain", "is-hint", "is-conflict"));
}

/** A finding at its cell. */
export function mark(form, { field, grade, message }) {
  const input = form.elements[field];
  if (!input) return;
  const cell = input.closest("td.entry");
  if (cell) {
    cell.querySelector(".cell-notes").append(note(grade, message));
    cell.classList.add(`is-${grade}`);
  } else {
    input.after(note(grade, message));
  }
  if (grade === "error") input.setAttribute("aria-invalid", "true");
}

/** One mark a cell, the gravest; the explanation's field where one is asked for or given. */
function settle(row) {
  const cell = row.querySelector("td.entry");
  const worst = GRADES.find((grade) => cell.classList.contains(`is-${grade}`));
  GRADES.filter((grade) => grade !== worst).forEach((grade) => cell.classList.remove(`is-${grade}`));
  const box = cell.querySelector("[data-explain]");
  const asked = cell.querySelector(".cell-notes .cell-note-explain");
  box.hidden = !asked && !box.querySelector("textarea").value;
}
