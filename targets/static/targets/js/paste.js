/* A block copied in Excel: tabs between cells, line ends between rows, and quotes around a cell that holds either. */
import { label } from "./cells.js";
import { markUnread, read, rulesOf, show } from "./numbers.js";

const MOST_NAMED = 6;

/** The block's cells, row by row. */
export function cellsOf(text) {
  const rows = [[""]];
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const sign = text[i];
    const row = rows[rows.length - 1];
    const last = row.length - 1;
    if (quoted) {
      if (sign !== '"') row[last] += sign;
      else if (text[i + 1] === '"') { row[last] += sign; i += 1; }
      else quoted = false;
    } else if (sign === '"' && row[last] === "") quoted = true;
    else if (sign === "\t") row.push("");
    else if (sign === "\n") rows.push([""]);
    else if (sign !== "\r") row[last] += sign;
    else if (text[i + 1] !== "\n") rows.push([""]);
  }
  if (rows.length > 1 && rows[rows.length - 1].join("") === "") rows.pop();
  return rows.map((row) => row.map((cell) => cell.trim()));
}

/** The pasted block; null for a single value, which the browser pastes by itself. */
export function blockOf(event) {
  const text = event.clipboardData.getData("text/plain");
  return /[\t\n\r]/.test(text.trim()) || /[\n\r]$/.test(text) ? cellsOf(text) : null;
}

/** Has the block one column, apart from blank cells beside it? */
export function isColumn(block) {
  return block.every((cells) => cells.slice(1).every((cell) => cell === ""));
}

/** Is there an input for every filled cell of the block? Lines below the last row are told of, and not refused. */
export function fits(rows, block) {
  return block.every((cells, line) => !rows[line] || cells.every((cell, column) => cell === "" || rows[line][column]));
}

/** Put the block into rows of inputs. `isNotApplicable` knows the words for "not applicable".

    A text that is no number is put into its input too, to be corrected there, lest the older figure pass for the pasted
    one. Where the block is blank, the input keeps its number and is named. */
export function fill(rows, block, isNotApplicable = () => false) {
  const done = { filled: [], notNumbers: [], left: [], notApplicable: [], noCell: 0 };
  block.forEach((cells, line) => cells.forEach((cell, column) => put(rows[line]?.[column], cell, done, isNotApplicable)));
  return done;
}

function put(input, text, done, isNotApplicable) {
  const number = input && read(text, rulesOf(input));
  if (text === "" || number === null) {
    if (input && input.value.trim() !== "") done.left.push(input);
  } else if (!input) done.noCell += 1;
  else if (isNotApplicable(text)) done.notApplicable.push(input);
  else {
    input.value = number === undefined ? text : show(number);
    done[number === undefined ? "notNumbers" : "filled"].push(input);
  }
}

/** Say what became of the block: how many cells were filled, and the names of those that were not. */
export function tell(place, done) {
  const words = document.getElementById("paste-words").dataset;
  const named = (inputs) => inputs.slice(0, MOST_NAMED).map((input) => `${label(input)} “${input.value.trim()}”`).join(words.comma) + (inputs.length > MOST_NAMED ? " …" : "");
  const parts = [words.filled.replace("{n}", done.filled.length + done.notApplicable.length)];
  if (done.notNumbers.length) parts.push(words.notNumbers.replace("{list}", named(done.notNumbers)));
  if (done.left.length) parts.push(words.left.replace("{list}", named(done.left)));
  if (done.noCell) parts.push(words.noCell.replace("{n}", done.noCell));
  place.textContent = parts.join(" ");
}

/** Say that nothing was pasted, since the block has more columns than there are inputs. */
export function tellTooWide(place) {
  place.textContent = document.getElementById("paste-words").dataset.tooWide;
}

/** The sentence for an input that holds no number. */
export const notANumber = () => document.getElementById("paste-words").dataset.notANumber;

/** The inputs of a form's numbers, row by row. */
export function inputRows(form) {
  return [...form.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll(".cell-input")]);
}

/** In a form that is saved by its button, a block fills the cells below and to the right of the one in which it is
    pasted, and what cannot be read is marked, there and where it is typed. */
export function takeBlocks(form) {
  form.addEventListener("focusout", (event) => {
    if (event.target.matches(".cell-input")) markUnread(event.target);
  });
  form.addEventListener("paste", (event) => {
    const block = event.target.matches(".cell-input") && blockOf(event);
    if (!block) return;
    event.preventDefault();
    const rows = inputRows(form);
    const first = rows.findIndex((cells) => cells.includes(event.target));
    const column = rows[first].indexOf(event.target);
    const below = rows.slice(first).map((cells) => cells.slice(column));
    const message = document.getElementById("paste-message");
    if (!fits(below, block)) return tellTooWide(message);
    const done = fill(below, block);
    [...done.filled, ...done.notNumbers].forEach((input) => {
      input.dispatchEvent(new Event("input", { bubbles: true }));
      markUnread(input);
    });
    tell(message, done);
  });
}
