/* What the portal answers about the cells: findings, entries that cannot be read, computed texts. */

const GRADES = ["error", "explain", "hint"];

function message(grade, text) {
  const made = document.getElementById(`note-${grade}`).content.cloneNode(true).firstElementChild;
  made.querySelector("span").append(text);
  return made;
}

/** Show what cannot be read and, where something was stored, the findings and computed texts of the rows that the answer
    names and the list of all findings. An entry that cannot be read is sent with every save, and so shown each time. */
export function show(form, answer) {
  form.querySelectorAll(".js-unreadable, .invalid-feedback").forEach((old) => old.remove());
  form.querySelectorAll(".is-invalid").forEach((input) => input.classList.remove("is-invalid"));
  form.querySelectorAll("[aria-invalid]:not(.cell-input)").forEach((input) => input.removeAttribute("aria-invalid"));
  (answer.rows || []).forEach((code) => {
    form.querySelectorAll(`tr[data-code="${CSS.escape(code)}"] .cell-notes > *`).forEach((old) => old.remove());
  });
  (answer.findings || []).forEach((found) => mark(form, found));
  (answer.errors || []).forEach((error) => mark(form, { ...error, grade: "error" })?.classList.add("js-unreadable"));
  form.querySelectorAll("tr[data-code]").forEach(settle);
  Object.entries(answer.totals || {}).forEach(([id, text]) => {
    const place = document.getElementById(id);
    if (place) place.textContent = text;
  });
  if ("summary" in answer) document.getElementById("findings").innerHTML = answer.summary;
}

/** Show a finding at its input. */
export function mark(form, { field, grade, message: text }) {
  const input = form.elements[field];
  if (!input) return null;
  const made = message(grade, text);
  made.dataset.field = field;
  const cell = input.closest("td.entry");
  if (cell) {
    cell.querySelector(".cell-notes").append(made);
  } else {
    input.after(made);
    input.setAttribute("aria-invalid", "true");
  }
  return made;
}

/** Mark the cell by the gravest of its messages, and show the explanation's field where one is asked for or given. */
function settle(row) {
  const cell = row.querySelector("td.entry");
  const worst = GRADES.find((grade) => cell.querySelector(`.cell-notes .cell-note-${grade}`));
  GRADES.forEach((grade) => cell.classList.toggle(`is-${grade}`, grade === worst));
  if (!cell.querySelector(".cell-note-conflict")) cell.classList.remove("is-conflict");
  const wrong = [...cell.querySelectorAll(".cell-notes .cell-note-error")];
  cell.querySelectorAll(".cell-input").forEach((input) => {
    /* A message that came with the page names no field. */
    const invalid = wrong.some((one) => !one.dataset.field || one.dataset.field === input.name);
    if (invalid) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  });
  const box = cell.querySelector("[data-explain]");
  box.hidden = !cell.querySelector(".cell-notes .cell-note-explain") && !box.querySelector("textarea").value;
}
