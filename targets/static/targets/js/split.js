/* Giving a target out: the sum of the shares and what is left, while one types; weights only where they count. */

import { markUnread, read, readInput, show } from "./numbers.js";
import { blockOf, fill, fits, tell, tellTooWide } from "./paste.js";

const form = document.querySelector("form[data-split]");
const words = JSON.parse(document.getElementById("split-words").textContent);
const shares = [...form.querySelectorAll("[data-share]")];

/** The sum of what is typed; undefined where something is no number. */
function given() {
  const numbers = shares.map(readInput);
  if (numbers.includes(undefined)) return undefined;
  const known = numbers.filter((number) => number !== null);
  return { sum: known.reduce((sum, number) => sum + number, 0n), begun: known.length > 0 };
}

function state(rest, begun) {
  if (!begun) return ["no_target", words.none];
  if (rest === null) return ["no_target", words.open];
  if (rest === 0n) return ["met", words.exact];
  const [mark, sentence, size] = rest > 0n ? ["not_due", words.under, rest] : ["behind", words.over, -rest];
  return [mark, sentence.replace("{number}", show(size))];
}

function put(name, text) {
  form.querySelector(`[data-${name}]`).textContent = text;
}

/** A sum with an entry that cannot be read would mislead: there is none. */
function reckon() {
  const now = given();
  const total = read(form.dataset.total);
  const rest = now === undefined || total === null ? null : total - now.sum;
  const [mark, sentence] = now === undefined ? ["no_target", "—"] : state(rest, now.begun);
  put("given", now === undefined ? "—" : show(now.sum));
  put("rest", rest === null ? "—" : show(rest));
  put("words", sentence);
  form.querySelector("[data-words]").dataset.state = mark;
}

function showWeights() {
  form.classList.toggle("without-weights", form.elements.by.value !== "weights");
}

form.addEventListener("focusout", (event) => {
  if (event.target.matches(".cell-input")) markUnread(event.target);
});

/* A block copied in Excel goes down the units and to the right, from the cell on in which it is pasted. */
form.addEventListener("paste", (event) => {
  const block = event.target.matches(".cell-input") && blockOf(event);
  if (!block) return;
  event.preventDefault();
  const rows = [...form.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll(".cell-input")]);
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

if ("addsUp" in form.dataset) {
  form.addEventListener("input", reckon);
  form.elements.by.addEventListener("change", showWeights);
  reckon();
  showWeights();
}
