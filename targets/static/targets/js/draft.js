/* What was typed and not yet saved, kept on this computer for the person and the report. */

export class Draft {
  constructor(key) {
    this.key = `bureau-draft:${key}`;
    this.offered = {};
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.key));
    } catch {
      return null;
    }
  }

  /** Keep these cells, with those still offered from before; nothing to keep removes it. */
  keep(cells) {
    const all = { ...this.offered, ...cells };
    try {
      if (Object.keys(all).length) localStorage.setItem(this.key, JSON.stringify({ at: new Date().toISOString(), cells: all }));
      else localStorage.removeItem(this.key);
    } catch {
      /* A full or closed store: the portal still saves. */
    }
  }

  /** Show what is kept and differs from the page; `restore` puts the cells back. */
  offer(notice, differing, restore) {
    const kept = this.read();
    const cells = kept ? differing(kept.cells) : {};
    const count = Object.keys(cells).length;
    if (!count) return this.keep({});
    this.offered = cells;
    const time = new Date(kept.at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
    notice.querySelector("[data-slot=text]").textContent = notice.dataset.text.replace("{n}", count).replace("{time}", time);
    notice.hidden = false;
    notice.addEventListener("click", (event) => {
      const choice = event.target.dataset.draft;
      if (!choice) return;
      notice.hidden = true;
      this.offered = {};
      if (choice === "restore") restore(cells);
      else this.keep({});
    });
  }
}
