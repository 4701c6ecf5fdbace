/* Saves the report automatically, three seconds after the last change and when one leaves the page. The bar at the foot
   says so, and what is not saved yet is kept on this computer. Only the rows that changed are sent, with the version of
   the report that they are based on. */
import { put, stored, together } from "./cells.js";
import { choose } from "./conflict.js";
import { Draft } from "./draft.js";
import { show as showMarks } from "./marks.js";

/* Milliseconds after the last change, and before another try. */
const QUIET = 3000;
const AGAIN = 15000;

class Saver {
  constructor(form) {
    this.form = form;
    this.bar = document.getElementById("savebar");
    this.base = JSON.parse(form.elements.base.value);
    this.draft = new Draft(form.dataset.draftKey);
    this.running = null;
    this.leaving = false;
    /* What the last answer refused is sent again even where it is put back to what is stored: its message is taken away. */
    this.refused = [];
    /* While the page shows the values of two people, only the button saves: it decides between them. */
    this.paused = "paused" in form.dataset;
  }

  /* ---- What is not saved ---- */

  changed() {
    return Object.keys(this.base).filter((name) => this.form.elements[name] && stored(this.form.elements[name]) !== this.base[name].trim());
  }

  hasFile() {
    return [...this.form.querySelectorAll("input[type=file]")].some((input) => input.files.length) || this.form.querySelector("[name$='-remove_file']:checked") !== null;
  }

  say(state, word, values = {}) {
    const place = this.bar.querySelector(".save-state");
    let text = this.bar.dataset[`word${word}`];
    for (const [name, value] of Object.entries(values)) text = text.replace(`{${name}}`, value);
    place.dataset.state = state;
    place.textContent = text;
  }

  tell(text) {
    document.getElementById("grid-message").textContent = text;
  }

  /* ---- When to save ---- */

  touched(event) {
    if (!this.base || !event.target.name) return;
    event.target.closest("td.entry")?.classList.remove("is-saved");
    if (event.target.type === "file" || event.target.name.endsWith("-remove_file")) this.tell(this.bar.dataset.wordFile);
    this.keep();
    if (this.changed().length) this.say("unsaved", "Unsaved");
    this.wait(QUIET);
  }

  keep() {
    this.draft.keep(Object.fromEntries(this.changed().map((name) => [name, stored(this.form.elements[name])])));
  }

  wait(time) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), time);
  }

  /* ---- Saving ---- */

  save({ keepalive = false } = {}) {
    clearTimeout(this.timer);
    if (this.leaving || this.paused) return Promise.resolve();
    if (this.running) return this.running.then(() => this.save());
    const names = [...new Set([...this.changed(), ...this.refused])];
    if (!names.length) return Promise.resolve();
    this.running = this.send(names, keepalive).finally(() => { this.running = null; });
    return this.running;
  }

  async send(names, keepalive) {
    this.say("saving", "Saving");
    try {
      const headers = { Accept: "application/json", "X-Requested-With": "XMLHttpRequest", "X-CSRFToken": this.token() };
      const answer = await fetch(this.form.action, { method: "POST", body: this.body(names), headers, redirect: "manual", keepalive });
      await this.receive(answer, names);
    } catch {
      this.say("unsaved", "Offline");
      this.wait(AGAIN);
    }
  }

  /* Signing in again in another tab makes a new token, which the form's buttons must send as well. */
  token() {
    const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    if (found) this.form.elements.csrfmiddlewaretoken.value = found[1];
    return this.form.elements.csrfmiddlewaretoken.value;
  }

  body(names) {
    const data = new FormData();
    for (const name of ["version", "base", "counted", "pasted", "taken"]) data.set(name, this.form.elements[name].value);
    const inputs = new Set(names.flatMap((name) => together(this.form, name)));
    inputs.forEach((input) => { if (input.type !== "checkbox" || input.checked) data.set(input.name, input.value); });
    return data;
  }

  async receive(answer, names) {
    if (answer.type === "opaqueredirect") return this.say("unsaved", "SignedOut");
    const kind = answer.headers.get("Content-Type") || "";
    if (!kind.includes("json")) return this.say("unsaved", "Refused");
    const said = await answer.json();
    if (said.state === "busy") return this.busy();
    if (said.state === "closed") return this.closed(said);
    if (said.state === "conflict") return this.conflict(said);
    this.baseOn(said);
    this.refused = (said.errors || []).map((error) => error.field).filter((name) => this.form.elements[name]);
    showMarks(this.form, said);
    this.saved(said, names);
  }

  /* From now on the form is based on what the answer says is stored in the inputs that were sent. */
  baseOn(said) {
    this.base = { ...this.base, ...said.base };
    this.form.elements.base.value = JSON.stringify(this.base);
    this.form.elements.version.value = said.version;
  }

  saved(said, names) {
    const left = this.changed();
    this.keep();
    if (said.state === "invalid") return this.say("unsaved", "Invalid", { n: said.errors.length });
    names.filter((name) => !left.includes(name)).forEach((name) => this.form.elements[name].closest("td.entry")?.classList.add("is-saved"));
    if (left.length) return this.say("unsaved", "Unsaved");
    this.say("saved", "Saved", { time: said.saved_at });
  }

  busy() {
    this.say("unsaved", "Busy");
    this.wait(AGAIN);
  }

  closed(said) {
    this.paused = true;
    this.say("unsaved", "Refused");
    this.tell(said.message);
  }

  async conflict(said) {
    this.paused = true;
    const mine = new Set(this.changed());
    const theirs = Object.keys(said.base).filter((name) => said.base[name] !== this.base[name] && !mine.has(name));
    theirs.forEach((name) => put(this.form.elements[name], said.base[name]));
    if (theirs.length) this.tell(this.bar.dataset.wordMerged.replace("{n}", theirs.length));
    if (said.cells.length) {
      this.say("conflict", "Conflict");
      if (!(await choose(this.form, said.cells))) return;
    }
    this.baseOn(said);
    this.paused = false;
    this.wait(0);
  }

  /* ---- The buttons ---- */

  blanks() {
    const rows = [...this.form.querySelectorAll("tr[data-code]")];
    return rows.filter((row) => !row.querySelector(".na-toggle input").checked && [...row.querySelectorAll(".cell-input")].every((input) => !input.value.trim())).length;
  }

  submitting(event) {
    if (this.leaving) return event.preventDefault();
    const button = event.submitter;
    const blank = button && "submits" in button.dataset ? this.blanks() : 0;
    if (blank && !window.confirm(this.bar.dataset.wordBlank.replace("{n}", blank))) return event.preventDefault();
    clearTimeout(this.timer);
    if (this.running) {
      event.preventDefault();
      this.paused = true;
      return this.running.then(() => this.go(button));
    }
    this.leave();
  }

  go(button) {
    this.leave();
    this.token();
    if (button?.formAction) this.form.action = button.hasAttribute("formaction") ? button.formAction : this.form.action;
    HTMLFormElement.prototype.submit.call(this.form);
  }

  leave() {
    this.leaving = true;
    setTimeout(() => this.form.querySelectorAll("button[type=submit]").forEach((button) => { button.disabled = true; }));
  }

  back() {
    this.leaving = false;
    this.form.querySelectorAll("button[type=submit]").forEach((button) => { button.disabled = false; });
  }
}

function restore(saver, cells) {
  Object.entries(cells).forEach(([name, text]) => put(saver.form.elements[name], text));
  saver.save();
}

function differing(saver, cells) {
  return Object.fromEntries(Object.entries(cells).filter(([name, text]) => saver.form.elements[name] && name in saver.base && stored(saver.form.elements[name]) !== text));
}

export function start(form) {
  const saver = new Saver(form);
  saver.draft.offer(document.getElementById("draft-offer"), (cells) => differing(saver, cells), (cells) => restore(saver, cells));
  form.addEventListener("input", (event) => saver.touched(event));
  form.addEventListener("submit", (event) => saver.submitting(event));
  window.addEventListener("blur", () => saver.save());
  window.addEventListener("online", () => saver.save());
  document.addEventListener("visibilitychange", () => saver.save({ keepalive: document.visibilityState === "hidden" }));
  window.addEventListener("pageshow", (event) => { if (event.persisted) saver.back(); });
  window.addEventListener("beforeunload", (event) => {
    if (!saver.leaving && (saver.changed().length || saver.hasFile())) event.preventDefault();
  });
  if (saver.paused) saver.say("conflict", "Conflict");
  else if (saver.changed().length) saver.say("unsaved", "Unsaved");
}
