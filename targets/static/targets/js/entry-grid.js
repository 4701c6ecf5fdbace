/* A grid of numbers typed from paper: Enter and the arrows go from number to number in the order of reading, and a
   block copied in Excel fills the cells below and to the right. The page works without it. */

import { markUnread } from "./numbers.js";
import { blockOf, fill, fits, tell, tellTooWide } from "./paste.js";

const form = document.querySelector("form[data-entry-grid]");
const STEPS = { ArrowUp: -1, ArrowDown: 1, Enter: 1 };

/** The inputs of numbers, row by row. */
const rows = () => [...form.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll(".cell-input")]);

form?.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  if (!step || !event.target.matches(".cell-input") || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const cells = rows().flat();
  // The arrows stay in their column, which is every second cell.
  const distance = event.key === "Enter" ? (event.shiftKey ? -1 : 1) : 2 * step;
  const next = cells[cells.indexOf(event.target) + distance];
  next?.focus();
  next?.select();
});

form?.addEventListener("focusout", (event) => {
  if (event.target.matches(".cell-input")) markUnread(event.target);
});

form?.addEventListener("paste", (event) => {
  const block = event.target.matches(".cell-input") && blockOf(event);
  if (!block) return;
  event.preventDefault();
  const grid = rows();
  const first = grid.findIndex((cells) => cells.includes(event.target));
  const column = grid[first].indexOf(event.target);
  const below = grid.slice(first).map((cells) => cells.slice(column));
  const message = document.getElementById("paste-message");
  if (!fits(below, block)) return tellTooWide(message);
  const done = fill(below, block);
  [...done.filled, ...done.notNumbers].forEach((input) => {
    input.dispatchEvent(new Event("input", { bubbles: true }));
    markUnread(input);
  });
  tell(message, done);
});
