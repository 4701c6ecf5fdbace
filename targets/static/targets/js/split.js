/* The grid in which a target is given out: keeps the sum of the shares and the rest up to date while one types,
   hides weights unless the split is by weights, and takes pasted blocks. The page works without it. */

import { markUnread, read, readInput, show } from "./numbers.js";
import { blockOf, fill, fits, tell, tellTooWide } from "./paste.js";

const form = document.querySelector("form[data-split]");
const words = JSON.parse(document.getElementById("split-words").textContent);
const shares = [...form.querySelectorAll("[data-share]")];

/** The sum of the shares typed, and whether any is; undefined where an entry cannot be read. */
function sharesTyped() {
  const numbers = shares.map(readInput);
  if (numbers.includes(undefined)) return undefined;
  const known = numbers.filter((number) => number !== null);
  return { sum: known.reduce((sum, number) => sum + number, 0n), begun: known.length > 0 };
}

/** The mark and the sentence of a rest, chosen as the portal does when it draws the page. */
function restSentence(rest, begun) {
  if (!begun) return ["no_target", words.none];
  if (rest === null) return ["no_target", words.open];
  if (rest === 0n) return ["met", words.exact];
  const [mark, sentence, size] = rest > 0n ? ["not_due", words.under, rest] : ["behind", words.over, -rest];
  return [mark, sentence.replace("{number}", show(size))];
}

function write(name, text) {
  form.querySelector(`[data-${name}]`).textContent = text;
}

/** Show the balance; dashes while an entry cannot be read, since a sum without it would mislead. */
function showBalance() {
  const typed = sharesTyped();
  const total = read(form.dataset.total);
  const rest = typed === undefined || total === null ? null : total - typed.sum;
  const [mark, sentence] = typed === undefined ? ["no_target", "—"] : restSentence(rest, typed.begun);
  write("given", typed === undefined ? "—" : show(typed.sum));
  write("rest", rest === null ? "—" : show(rest));
  write("words", sentence);
  form.querySelector("[data-words]").dataset.state = mark;
}

function showWeights() {
  form.classList.toggle("without-weights", form.elements.by.value !== "weights");
}

form.addEventListener("focusout", (event) => {
  if (event.target.matches(".cell-input")) markUnread(event.target);
});

/* A block copied in Excel fills the cells below and to the right of the one in which it is pasted. */
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
  form.addEventListener("input", showBalance);
  form.elements.by.addEventListener("change", showWeights);
  showBalance();
  showWeights();
}
