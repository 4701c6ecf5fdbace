/* A grid of numbers typed from paper: Enter and the arrows go from number to number in the order of reading, and a
   block copied in Excel fills the cells below and to the right. The page works without it. */

import { inputRows, takeBlocks } from "./paste.js";

const form = document.querySelector("form[data-entry-grid]");
const STEPS = { ArrowUp: -1, ArrowDown: 1, Enter: 1 };

form?.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  if (!step || !event.target.matches(".cell-input") || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const cells = inputRows(form).flat();
  // The arrows stay in their column, which is every second cell.
  const distance = event.key === "Enter" ? (event.shiftKey ? -1 : 1) : 2 * step;
  const next = cells[cells.indexOf(event.target) + distance];
  next?.focus();
  next?.select();
});

if (form) takeBlocks(form);
