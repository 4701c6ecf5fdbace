/* What was typed and not saved yet, kept on this computer by person and report. */

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

  /** Keep these cells, with those that are still offered from before; remove the draft where there are none. */
  keep(cells) {
    const all = { ...this.offered, ...cells };
    try {
      if (Object.keys(all).length) localStorage.setItem(this.key, JSON.stringify({ at: new Date().toISOString(), cells: all }));
      else localStorage.removeItem(this.key);
    } catch {
      /* The browser's store is full or closed; the portal saves all the same. */
    }
  }

  /** Offer what is kept and differs from the page; `restore` puts the cells back. */
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
