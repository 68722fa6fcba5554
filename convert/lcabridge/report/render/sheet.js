"use strict";
(() => {
  const root = document.documentElement;
  const data = JSON.parse(document.getElementById("data").textContent);
  const size = 100;
  const zh = () => root.dataset.lang === "zh";
  const say = (t) => (t ? (zh() ? t.zh || t.en : t.en) || "" : "");
  const number = (x) => (x === 0 ? "0" : Number.isInteger(x) && Math.abs(x) < 1e9 ? x.toLocaleString("en") : Math.abs(x) >= 0.001 && Math.abs(x) < 1e7 ? x.toLocaleString("en", { maximumSignificantDigits: 5 }) : x.toExponential(3));
  const words = (c) => (c === null || c === undefined ? "" : Array.isArray(c) ? c[zh() ? 1 : 0] : typeof c === "number" ? number(c) : String(c));
  const raw = (c) => (Array.isArray(c) ? c[zh() ? 1 : 0] : c === null || c === undefined ? "" : c);
  const make = (tag, text, cls) => {
    const e = document.createElement(tag);
    if (text) e.textContent = text;
    if (cls) e.className = cls;
    return e;
  };
  function cell(c, column) {
    const td = make("td", "", column && column.number ? "n" : column && column.wide ? "wide" : typeof c === "number" ? "n" : "");
    if (Array.isArray(c) && c.length === 3) td.append(make("span", words(c), "tag" + (c[2] ? " tag-" + c[2] : "") + (words(c).length < 18 ? " tag-short" : "")));
    else td.textContent = words(c);
    return td;
  }
  class View {
    constructor(box) {
      this.box = box;
      this.table = data.tables[box.dataset.table];
      this.rows = this.table.rows.map((cells, i) => ({ cells, i }));
      this.found = this.rows;
      this.limit = size;
      this.order = null;
      this.down = false;
      this.opened = new Set();
      this.tools = box.querySelector(".tools-row");
      this.q = box.querySelector("input[type=search]");
      this.selects = [...box.querySelectorAll("select")];
      if (this.tools) {
        this.tools.hidden = false;
        this.q.addEventListener("input", () => this.choose());
        for (const s of this.selects) s.addEventListener("change", () => this.choose());
        box.querySelector("[data-do=clear]").addEventListener("click", () => { this.q.value = ""; for (const s of this.selects) s.value = ""; this.order = null; this.choose(); });
        box.querySelector("[data-do=csv]").addEventListener("click", () => this.save());
      }
      box.querySelectorAll("th button").forEach((b) => b.addEventListener("click", () => {
        const n = Number(b.dataset.sort);
        this.down = this.order === n ? !this.down : !!this.table.columns[n].number;
        this.order = n;
        this.choose();
      }));
      this.further = box.querySelector(".further");
      this.further.addEventListener("click", () => { this.limit += 5 * size; this.draw(); });
    }
    speak() {
      for (const s of this.selects) {
        const n = Number(s.dataset.column), kept = s.value, seen = new Map();
        for (const r of this.rows) { const k = Array.isArray(r.cells[n]) ? r.cells[n][0] : String(r.cells[n] ?? ""); if (!seen.has(k)) seen.set(k, words(r.cells[n])); }
        s.replaceChildren(new Option(say(data.ui.all), ""), ...[...seen].map(([k, w]) => new Option(w || "–", k || "\u0000")));
        s.value = kept;
      }
      this.choose(true);
    }
    choose(keep) {
      const q = this.q ? this.q.value.trim().toLowerCase() : "";
      const wanted = this.selects.filter((s) => s.value).map((s) => [Number(s.dataset.column), s.value === "\u0000" ? "" : s.value]);
      this.found = this.rows.filter((r) => wanted.every(([n, v]) => (Array.isArray(r.cells[n]) ? r.cells[n][0] : String(r.cells[n] ?? "")) === v) && (!q || this.text(r).includes(q)));
      if (this.order !== null) {
        const n = this.order, sign = this.down ? -1 : 1;
        const key = (r) => raw(r.cells[n]);
        this.found = [...this.found].sort((a, b) => { const x = key(a), y = key(b); return (x === "" ? (y === "" ? 0 : 1) : y === "" ? -1 : typeof x === "number" && typeof y === "number" ? (x - y) * sign : String(x).localeCompare(String(y)) * sign); });
      }
      if (!keep) this.limit = size;
      this.box.querySelectorAll("th").forEach((th, i) => { if (i === this.order) th.setAttribute("aria-sort", this.down ? "descending" : "ascending"); else th.removeAttribute("aria-sort"); });
      this.draw();
    }
    text(r) {
      if (!r.low) {
        const parts = [r.cells, ...(this.table.details[r.i] || []).flatMap((d) => [Object.values(d.text), ...d.rows])];
        r.low = JSON.stringify(parts).toLowerCase();
      }
      return r.low;
    }
    draw() {
      const body = this.box.querySelector("tbody");
      body.replaceChildren();
      for (const r of this.found.slice(0, this.limit)) {
        const tr = make("tr");
        r.cells.forEach((c, k) => tr.append(cell(c, this.table.columns[k])));
        const details = this.table.details[r.i];
        body.append(tr);
        if (!details || !details.length) continue;
        tr.className = "opens" + (this.opened.has(r.i) ? " open" : "");
        tr.tabIndex = 0;
        tr.setAttribute("aria-expanded", String(this.opened.has(r.i)));
        const flip = () => { if (this.opened.has(r.i)) this.opened.delete(r.i); else this.opened.add(r.i); this.draw(); };
        tr.addEventListener("click", flip);
        tr.addEventListener("keydown", (e) => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); flip(); } });
        if (this.opened.has(r.i)) body.append(this.detail(details));
      }
      if (!this.found.length) { const tr = make("tr"), td = make("td", say(data.ui.nothing), "hint"); td.colSpan = this.table.columns.length; tr.append(td); body.append(tr); }
      const shown = this.box.querySelector(".shown");
      if (shown) shown.textContent = `${Math.min(this.limit, this.found.length).toLocaleString("en")} / ${this.found.length.toLocaleString("en")} ${say(data.ui.shown)}`;
      this.further.hidden = this.found.length <= this.limit;
    }
    detail(details) {
      const tr = make("tr", "", "detail"), td = make("td");
      td.colSpan = this.table.columns.length;
      for (const d of details) {
        if (say(d.text)) td.append(make("p", say(d.text)));
        if (!d.rows.length) continue;
        const table = make("table"), head = make("tr");
        for (const h of d.head) head.append(make("th", say(h)));
        table.append(head);
        for (const row of d.rows) { const line = make("tr"); for (const c of row) line.append(cell(c)); table.append(line); }
        td.append(table);
      }
      tr.append(td);
      return tr;
    }
    save() {
      const safe = (x) => '"' + String(x).replace(/^([=+\-@\t\r](?![\d.]))/, "'$1").replace(/"/g, '""') + '"';
      const lines = [this.table.columns.map((c) => safe(say(c.name))), ...this.found.map((r) => r.cells.map((c) => safe(raw(c))))];
      const a = make("a");
      a.href = URL.createObjectURL(new Blob(["\ufeff" + lines.map((l) => l.join(",")).join("\r\n")], { type: "text/csv" }));
      a.download = this.box.dataset.table + ".csv";
      a.click();
      URL.revokeObjectURL(a.href);
    }
  }
  const views = [...document.querySelectorAll("[data-table]")].map((box) => new View(box));
  function speak(to) {
    root.dataset.lang = to;
    root.lang = to === "zh" ? "zh-CN" : "en";
    for (const e of document.querySelectorAll("[data-en]")) e.textContent = e.dataset[to];
    for (const b of document.querySelectorAll(".languages button")) b.setAttribute("aria-pressed", String(b.dataset.lang === to));
    document.title = say(data.title);
    for (const v of views) v.speak();
  }
  for (const b of document.querySelectorAll(".languages button")) b.addEventListener("click", () => speak(b.dataset.lang));
  let before = null;
  window.addEventListener("beforeprint", () => { before = views.map((v) => v.limit); for (const v of views) { v.limit = Math.max(v.limit, 1000); v.draw(); } });
  window.addEventListener("afterprint", () => { if (before) views.forEach((v, i) => { v.limit = before[i]; v.draw(); }); before = null; });
  speak(root.dataset.lang);
})();
