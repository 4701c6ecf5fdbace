/* The inputs of the report: what each holds, in the form in which the portal stores it. */
import { read, show } from "./numbers.js";

/** The input's content as it would be stored: a number without commas, "1" for a tick, a text without spaces around it. */
export function stored(input) {
  if (input.type === "checkbox") return input.checked ? "1" : "";
  if (!input.matches(".cell-input")) return input.value.trim();
  const number = read(input.value);
  if (number === undefined) return input.value;
  return number === null ? "" : show(number).replace(/,/g, "").replace("\u2212", "-");
}

/** Put a stored text into its input, as people read it, and let the page's other scripts know. */
export function put(input, text) {
  if (input.type === "checkbox") input.checked = text === "1";
  else if (input.matches(".cell-input") && typeof read(text) === "bigint") input.value = show(read(text));
  else input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Does the input hold something else than the page came with? */
export function touched(input) {
  if (["checkbox", "radio"].includes(input.type)) return input.checked !== input.defaultChecked;
  if (input.tagName === "SELECT") return input.selectedIndex !== Math.max(0, [...input.options].findIndex((option) => option.defaultSelected));
  return "defaultValue" in input && input.value !== input.defaultValue;
}

/** A stored text as people read it. */
export function words(input, text) {
  if (input.type === "checkbox") return text ? "✓" : "—";
  if (input.tagName === "SELECT") return [...input.options].find((option) => option.value === text)?.text || text;
  return text || "—";
}

/** The name of an input for people. */
export function label(input) {
  const row = input.closest("tr[data-code]");
  const own = input.getAttribute("aria-label") || input.labels?.[0]?.textContent.trim() || input.name;
  return row && !own.includes(row.dataset.code) ? `${row.dataset.code} ${own}` : own;
}

/** The inputs that are saved with this one: those of its indicator or milestone. Only the buttons send files. */
export function together(form, name) {
  const group = name.startsWith("n-") ? name : name.slice(0, name.lastIndexOf("-") + 1);
  return [...form.elements].filter(
    (input) => input.name === name || (!name.startsWith("n-") && input.name.startsWith(group) && input.type !== "file" && !input.name.endsWith("-remove_file")),
  );
}
