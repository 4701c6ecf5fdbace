/* A block copied in Excel: cells parted by tabs, rows by line ends, a cell with either in quotes. */
import { read, show } from "./numbers.js";

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
  return rows;
}

/** Put the block into the grid's rows of inputs, from the column on. Blank cells leave what stands there. */
export function fill(rows, column, text) {
  const done = { filled: [], notNumbers: [], noCell: 0 };
  cellsOf(text).forEach((cells, down) => {
    cells.forEach((cell, right) => put(rows[down]?.[column + right], cell.trim(), done));
  });
  return done;
}

function put(input, text, done) {
  if (text === "") return;
  const number = read(text);
  if (number === undefined) done.notNumbers.push(text);
  else if (!input || input.readOnly) done.noCell += 1;
  else {
    input.value = show(number);
    done.filled.push(input);
  }
}
