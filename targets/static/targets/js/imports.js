/* The pages of an import of figures, which work without it:
   - files can be dropped into the frame, and are added to those chosen before
   - uploading and storing show their progress once they take longer than two seconds */
(function () {
  "use strict";

  const PATIENCE = 2000;

  /** The progress bar of a form; it appears after PATIENCE milliseconds and stays until the next page. */
  function progressOf(form) {
    const place = form.querySelector("[data-progress]");
    const bar = place.querySelector("progress");
    let timer = 0;
    return {
      begin() { timer = window.setTimeout(() => { place.hidden = false; }, PATIENCE); },
      end() { window.clearTimeout(timer); place.hidden = true; },
      show(words, done, total) {
        const line = total ? `${words} ${done} / ${total}` : words;
        const said = place.querySelector("[data-progress-words]");
        if (said.textContent !== line) said.textContent = line;
        if (total) { bar.max = total; bar.value = done; } else { bar.removeAttribute("value"); }
      },
    };
  }

  function fail(form, words) {
    const notice = form.querySelector("[data-failed]");
    notice.querySelector(".notice-body").textContent = words;
    notice.hidden = false;
    notice.scrollIntoView({ block: "nearest" });
    form.dataset.once = "";
  }

  // ---- choosing and dropping ----------------------------------------------------------------------------

  function size(bytes) {
    return bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
  }

  function list(form, input) {
    const place = form.querySelector("[data-list]");
    place.replaceChildren(...Array.from(input.files, (file) => {
      const line = document.createElement("li");
      line.textContent = `${file.name} (${size(file.size)})`;
      return line;
    }));
  }

  function add(input, files) {
    const all = new DataTransfer();
    const seen = new Set();
    [...input.files, ...files].forEach((file) => {
      const key = `${file.name} ${file.size} ${file.lastModified}`;
      if (!seen.has(key)) all.items.add(file);
      seen.add(key);
    });
    input.files = all.files;
  }

  function takeDrops(form, input) {
    const zone = form.querySelector("[data-drop]");
    form.querySelectorAll(".js-only").forEach((part) => { part.hidden = false; });
    ["dragenter", "dragover"].forEach((name) => zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("is-over");
    }));
    ["dragleave", "drop"].forEach((name) => zone.addEventListener(name, () => zone.classList.remove("is-over")));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      add(input, event.dataTransfer.files);
      list(form, input);
    });
    input.addEventListener("change", () => list(form, input));
  }

  // ---- sending ------------------------------------------------------------------------------------------

  function send(form) {
    const progress = progressOf(form);
    const request = new XMLHttpRequest();
    const lost = () => { progress.end(); fail(form, form.dataset.lost); };
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progress.show(form.dataset.sending, Math.round((100 * event.loaded) / event.total), 100);
    });
    request.upload.addEventListener("load", () => progress.show(form.dataset.reading));
    request.addEventListener("error", lost);
    request.addEventListener("load", () => {
      const answer = request.response || {};
      if (answer.location) {
        progress.show(form.dataset.reading);
        window.location.assign(answer.location);
      } else if (answer.errors) {
        progress.end();
        fail(form, answer.errors.join(" "));
      } else {
        lost();
      }
    });
    progress.show(form.dataset.sending, 0, 100);
    progress.begin();
    request.send(new FormData(form));
  }

  // ---- storing ------------------------------------------------------------------------------------------

  async function* lines(response) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      const parts = (rest + (value || "")).split("\n");
      rest = parts.pop();
      yield* parts.filter(Boolean).map((line) => JSON.parse(line));
      if (done) return;
    }
  }

  async function store(form) {
    const progress = progressOf(form);
    progress.begin();
    try {
      const response = await fetch(form.action, {
        method: "POST", body: new FormData(form), headers: { Accept: "application/x-ndjson" },
      });
      if (!(response.headers.get("Content-Type") || "").includes("ndjson")) {
        if (response.redirected) window.location.assign(response.url);
        else form.submit();
        return;
      }
      for await (const said of lines(response)) {
        if (said.refused) { form.submit(); return; } // Sent without streaming, it is answered by the page that says why.
        if (said.location) { window.location.assign(said.location); return; }
        progress.show(said.text, said.done, said.total);
      }
      throw new Error("broken off");
    } catch {
      progress.end();
      fail(form, form.dataset.lost);
    }
  }

  function onSubmit(form, action) {
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      event.preventDefault();
      if (form.dataset.once === "sent") return;
      form.dataset.once = "sent";
      form.querySelector("[data-failed]").hidden = true;
      action(form);
    });
  }

  const upload = document.getElementById("upload");
  if (upload) {
    takeDrops(upload, upload.querySelector("input[type=file]"));
    onSubmit(upload, send);
  }
  const confirmed = document.getElementById("confirm");
  if (confirmed) onSubmit(confirmed, store);
})();
