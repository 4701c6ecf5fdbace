/* The browser asks before a page is left while a form with data-guard holds unsaved input; data-guard="unsaved" says
   that the input was unsaved when the page came. */
import { touched } from "./cells.js";

const forms = [...document.querySelectorAll("form[data-guard]")];
let sent = null;

const isUnsaved = (form) => form !== sent && (form.dataset.guard === "unsaved" || [...form.elements].some(touched));

window.addEventListener("submit", (event) => { if (!event.defaultPrevented) sent = event.target; });
window.addEventListener("pageshow", () => { sent = null; });
window.addEventListener("beforeunload", (event) => { if (forms.some(isUnsaved)) event.preventDefault(); });
