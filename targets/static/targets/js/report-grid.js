/* The grid of the monthly report: arrow keys, blocks pasted from Excel, and totals, shares and rates while one types.
   Automatic saving is in autosave.js. Without these scripts the form still saves and submits. */
import { start } from "./autosave.js";
import { touched } from "./cells.js";
import { mark as markFinding } from "./marks.js";
import { accumulate, completion, percent, read, show } from "./numbers.js";
import { blockOf, fill, fits, isColumn, notANumber, tell, tellTooWide } from "./paste.js";

const form = document.getElementById("report-form");
const grid = document.getElementById("report-grid");
const DASH = "—";

/* ---- The inputs, row by row: a rate has two and a net figure three, as in the portal's workbook ---- */

const rows = () => [...grid.querySelectorAll("tbody tr[data-code]")].map((row) => [...row.querySelectorAll(".cell-input")]);

/* ---- Keys: up, down and Enter; Tab is left to the browser ---- */

const STEPS = { ArrowUp: -1, ArrowDown: 1, Enter: 1 };

grid.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  if (!step || !event.target.matches(".cell-input") || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const cells = rows().flat();
  const next = cells[cells.indexOf(event.target) + (event.shiftKey && event.key === "Enter" ? -1 : step)];
  if (!next) return;
  next.focus();
  next.select();
});

/* ---- Pasting: a column fills cell after cell; in a wider block each line is an indicator with the parts of its rate ---- */

const NOT_APPLICABLE = new Set(["不适用", "not applicable"]);
const saysNotApplicable = (text) => NOT_APPLICABLE.has(text.toLowerCase());

grid.addEventListener("paste", (event) => {
  if (!event.target.matches(".cell-input")) return;
  const block = blockOf(event);
  if (!block) return;
  event.preventDefault();
  const message = document.getElementById("grid-message");
  const below = placesFrom(event.target, isColumn(block));
  if (!fits(below, block)) return tellTooWide(message);
  const done = fill(below, block, saysNotApplicable);
  done.notApplicable.forEach((input) => tick(input, true));
  [...done.filled, ...done.notNumbers].forEach((input) => {
    const text = input.value;
    tick(input, false);
    input.value = text;
    enter(input, "pasted");
  });
  done.notNumbers.forEach((input) => {
    mark("pasted", input, false);
    markFinding(form, { field: input.name, grade: "error", message: notANumber() });
  });
  tell(message, done);
});

/** The inputs from this one on, as lines for a block: with one input each (`singly`), or those of one indicator. */
function placesFrom(input, singly) {
  const all = rows();
  if (singly) {
    const cells = all.flat();
    return cells.slice(cells.indexOf(input)).map((cell) => [cell]);
  }
  const row = all.findIndex((cells) => cells.includes(input));
  const column = all[row].indexOf(input);
  return [all[row].slice(column), ...all.slice(row + 1)];
}

/** Tick or untick "not applicable" of the input's indicator, as a click does. */
function tick(input, yes) {
  const box = input.closest("tr").querySelector(".na-toggle input");
  if (box.checked !== yes) box.click();
}

/** Enter a number that nobody typed: note that it was pasted or taken from a register, and compute with it. */
function enter(input, origin) {
  input.dataset.pasting = "1";
  for (const field of ["pasted", "taken"]) mark(field, input, field === origin);
  input.dispatchEvent(new Event("input", { bubbles: true }));
  delete input.dataset.pasting;
}

/* Two hidden fields name the indicators whose numbers were pasted or taken; the portal checks what they say. */
function mark(field, input, yes) {
  const code = input.closest("tr").dataset.code;
  const codes = new Set(form.elements[field].value.split(" ").filter(Boolean));
  if (yes) codes.add(code);
  else codes.delete(code);
  form.elements[field].value = [...codes].join(" ");
}

/* ---- Counts of registers: the buttons that take them over ---- */

function takeOver(button) {
  const row = button.closest("tr");
  row.querySelectorAll(".cell-input").forEach((input) => {
    tick(input, false);
    input.value = show(read(button.getAttribute(`data-take-${input.dataset.part}`)));
    enter(input, "taken");
  });
  button.hidden = true;
}

/* The button for all counts fills only rows where nobody has typed: blank ones, and those taken from a register before. */
function nobodyTyped(button) {
  const row = button.closest("tr");
  const cells = [...row.querySelectorAll(".cell-input")];
  if (row.querySelector(".na-toggle input").checked) return false;
  if (cells.every((input) => input.value.trim() === "")) return true;
  return button.hasAttribute("data-was-counted") && !cells.some(touched);
}

function takeAll(button) {
  const offered = [...grid.querySelectorAll("button[name=take]:not([hidden])")];
  const typed = offered.filter((one) => !nobodyTyped(one));
  offered.filter((one) => !typed.includes(one)).forEach(takeOver);
  const codes = typed.map((one) => one.value).join(", ");
  const words = form.querySelector("#savebar").dataset;
  document.getElementById("grid-message").textContent = typed.length ? words.wordLeftAsTyped.replace("{list}", codes) : "";
  button.hidden = true;
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=take]");
  if (!button) return;
  event.preventDefault();
  if (button.hasAttribute("data-take-all")) takeAll(button);
  else takeOver(button);
});

/* ---- Computed texts ---- */

const known = (text) => (text ? read(text) : null);

function typed(row, part) {
  if (row.querySelector(".na-toggle input").checked) return null;
  if (part === "value" && row.dataset.net) return netFigure(row);
  return read(row.querySelector(`[data-part="${part}"]`).value);
}

/* What came in less what went out, where both are typed; else the net figure that is typed alone. */
function netFigure(row) {
  const [first, second, alone] = ["numerator", "denominator", "value"].map((part) => read(row.querySelector(`[data-part="${part}"]`).value));
  return typeof first === "bigint" && typeof second === "bigint" ? first - second : alone;
}

function toDate(row, part) {
  const now = typed(row, part);
  if (now === undefined) return undefined;
  return accumulate(row.dataset[`${part}Kind`], known(row.dataset[`${part}Before`]), now);
}

function put(row, name, text) {
  const place = document.getElementById(`f-${row.dataset.code}-${name}`);
  if (place) place.textContent = text;
}

function compute(row) {
  if (row.dataset.kind === "ratio") return computeRate(row);
  if (row.dataset.net) computeNet(row);
  const total = toDate(row, "value");
  const sign = row.dataset.percent ? "%" : "";
  put(row, "total", total === undefined || total === null ? DASH : show(total) + sign);
  put(row, "share", share(row, total));
  put(row, "change", change(row, typed(row, "value") === null ? null : total));
}

/* A net figure that stood alone is no longer needed once both its parts give it. */
function computeNet(row) {
  const net = typed(row, "value");
  put(row, "net", net === undefined || net === null ? DASH : show(net));
  const alone = row.querySelector('[data-part="value"]');
  const parts = ["numerator", "denominator"].map((part) => typed(row, part));
  if (parts.every((part) => typeof part === "bigint") && read(alone.value) === net && document.activeElement !== alone) alone.value = "";
}

function computeRate(row) {
  const places = Number(grid.dataset.rateDecimals);
  const text = (rate) => (rate === null ? DASH : `${show(rate, places)}%`);
  const now = [typed(row, "numerator"), typed(row, "denominator")];
  const sums = [toDate(row, "numerator"), toDate(row, "denominator")];
  const rate = ([above, below]) => (above === undefined || below === undefined ? null : percent(above, below, places));
  put(row, "rate", text(rate(now)));
  put(row, "total", text(rate(sums)));
  put(row, "share", share(row, rate(sums)));
  put(row, "change", changeOfRate(row, now.includes(null) ? [null, null] : sums));
}

/* The change since last year: of amounts in percent, of rates in points; from zero there is none. */

function change(row, total) {
  const then = known(row.dataset.lastValue);
  if (then === null || total === null || total === undefined) return changed(null);
  if (row.dataset.lastPoints) return changed(total - then, true);
  return changed(then > 0n ? percent(total - then, then, Number(grid.dataset.percentDecimals)) : null);
}

function changeOfRate(row, [above, below]) {
  const [thenAbove, thenBelow] = [known(row.dataset.lastNumerator), known(row.dataset.lastDenominator)];
  const numbers = [above, below, thenAbove, thenBelow];
  if (numbers.some((number) => number === null || number === undefined)) return changed(null);
  const places = Number(grid.dataset.percentDecimals);
  return changed(percent(above * thenBelow - thenAbove * below, below * thenBelow, places), true);
}

function changed(size, inPoints) {
  const words = grid.dataset;
  const shown = size === null ? DASH : show(size, Number(words.percentDecimals));
  // What rounds to zero has no sign.
  const isZero = !/[1-9]/.test(shown);
  const signed = isZero ? shown.replace("\u2212", "") : (size > 0n ? "+" : "") + shown;
  const text = size === null ? DASH : inPoints ? words.wordPoints.replace("{n}", signed) : `${signed}%`;
  return words.wordChange.replace("{n}", text);
}

function share(row, total) {
  const target = known(row.dataset.target);
  if (target === null || total === null || total === undefined) return DASH;
  const words = grid.dataset;
  const places = Number(words.rateDecimals);
  const gap = total - target;
  const size = gap < 0n ? -gap : gap;
  if (row.dataset.sense === "most") {
    if (row.dataset.percent) return (gap > 0n ? words.wordAbove : words.wordBelow).replace("{n}", show(size, places));
    return gap > 0n ? words.wordOver.replace("{n}", show(gap)) : words.wordWithin;
  }
  if (row.dataset.kind === "ratio") return words.wordPoints.replace("{n}", (gap > 0n ? "+" : "") + show(gap, places));
  const decimals = Number(words.percentDecimals);
  const done = completion(total, target, decimals);
  return done === null ? DASH : `${show(done, decimals)}%`;
}

/* ---- Not applicable: the tick empties the cell, and taking it away brings the number back ---- */

function toggle(box) {
  const row = box.closest("tr");
  row.querySelectorAll(".cell-input").forEach((input) => {
    if (box.checked) {
      input.dataset.before = input.value;
      input.value = "";
    } else if (input.dataset.before && !input.value) {
      input.value = input.dataset.before;
    }
    input.readOnly = box.checked;
  });
  row.querySelector(".entry").classList.toggle("is-na", box.checked);
}

grid.addEventListener("input", (event) => {
  const row = event.target.closest("tr[data-code]");
  if (!row) return;
  if (event.target.matches(".na-toggle input")) toggle(event.target);
  if (event.target.matches(".cell-input") && !event.target.dataset.pasting) ["pasted", "taken"].forEach((field) => mark(field, event.target, false));
  compute(row);
});

grid.addEventListener("focusout", (event) => {
  if (!event.target.matches(".cell-input")) return;
  const number = read(event.target.value);
  if (number !== null && number !== undefined) event.target.value = show(number);
  if (number === undefined) event.target.setAttribute("aria-invalid", "true");
});

grid.querySelectorAll(".na-toggle input:checked").forEach((box) => {
  box.closest("tr").querySelectorAll(".cell-input").forEach((input) => { input.readOnly = input.value === ""; });
});

start(form);

/* ---- Inputs that were filled in before this script had loaded, or that the browser restored ---- */

[...form.elements].filter(touched).forEach((input) => input.dispatchEvent(new Event("input", { bubbles: true })));
