/* Has the browser ask before what was typed into a form with data-guard is left behind;
   data-guard="unsaved": the page itself brought it back unsaved. */
import { touched } from "./cells.js";

const forms = [...document.querySelectorAll("form[data-guard]")];
let sent = null;

const isUnsaved = (form) => form !== sent && (form.dataset.guard === "unsaved" || [...form.elements].some(touched));

window.addEventListener("submit", (event) => { if (!event.defaultPrevented) sent = event.target; });
window.addEventListener("pageshow", () => { sent = null; });
window.addEventListener("beforeunload", (event) => { if (forms.some(isUnsaved)) event.preventDefault(); });
