"use strict";
(() => {
  const root = document.documentElement;
  const data = JSON.parse(document.getElementById("data").textContent);
  const $ = (id) => document.getElementById(id);
  const size = 200;
  let order = null, down = false, page = 0, found = data.rows;
  const lang = () => root.dataset.lang;
  const word = (pair) => (pair ? pair[lang() === "zh" ? 1 : 0] : "");
  const number = (x) => (x === 0 ? "0" : Math.abs(x) >= 0.01 && Math.abs(x) < 1e6 ? x.toLocaleString("en", { maximumSignificantDigits: 5 }) : x.toExponential(3));
  function speak(to) {
    root.dataset.lang = to;
    root.lang = to === "zh" ? "zh-CN" : "en";
    for (const e of document.querySelectorAll("[data-en]")) e.textContent = e.dataset[to];
    for (const b of document.querySelectorAll(".languages button")) b.setAttribute("aria-pressed", String(b.dataset.lang === to));
    document.title = word(data.ui.title);
    for (const o of document.querySelectorAll("option[data-key]")) o.textContent = word(data[o.dataset.of][o.dataset.key]);
    draw();
  }
  function choose() {
    const q = $("q").value.trim().toLowerCase(), s = $("state").value, m = $("medium").value;
    found = data.rows.filter((r) => (!s || r[0] === s) && (!m || r[3] === m) && (!q || r.slice(1).join(" ").toLowerCase().includes(q)));
    if (order !== null) found = [...found].sort((a, b) => (a[order] < b[order] ? -1 : a[order] > b[order] ? 1 : 0) * (down ? -1 : 1));
    page = 0;
    draw();
  }
  function cell(row, text, cls) {
    const td = document.createElement("td");
    td.textContent = text;
    if (cls) td.className = cls;
    row.append(td);
  }
  function draw() {
    const body = $("rows");
    body.replaceChildren();
    for (const r of found.slice(0, (page + 1) * size)) {
      const tr = document.createElement("tr");
      cell(tr, word(data.states[r[0]]));
      cell(tr, r[1] + (r[2] ? " · " + r[2] : ""));
      cell(tr, r[4] || "–");
      cell(tr, r[5]);
      cell(tr, r[6]);
      cell(tr, r[7].toLocaleString("en"), "n");
      cell(tr, number(r[8]) + " " + r[9], "n");
      body.append(tr);
    }
    $("shown").textContent = `${Math.min(found.length, (page + 1) * size)} / ${found.length} ${word(data.ui.shown)}`;
    $("further").hidden = found.length <= (page + 1) * size;
  }
  function save() {
    const safe = (x) => '"' + String(x).replace(/^([=+\-@\t\r])/, "'$1").replace(/"/g, '""') + '"';
    const head = ["state", "flow", "context", "medium", "target", "condition", "rule", "exchanges", "amount", "unit"];
    const text = "\ufeff" + [head, ...found].map((r) => r.slice(0, 10).map(safe).join(",")).join("\r\n");
    const a = document.createElement("a");
    a.href = "data:text/csv;charset=utf-8," + encodeURIComponent(text);
    a.download = "mapping.csv";
    a.click();
  }
  for (const id of ["q", "state", "medium"]) $(id).addEventListener("input", choose);
  $("clear").addEventListener("click", () => { for (const id of ["q", "state", "medium"]) $(id).value = ""; order = null; choose(); });
  $("csv").addEventListener("click", save);
  $("further").addEventListener("click", () => { page += 1; draw(); });
  for (const b of document.querySelectorAll("th button[data-sort]")) {
    b.addEventListener("click", () => { const n = Number(b.dataset.sort); down = order === n ? !down : n > 6; order = n; choose(); });
  }
  for (const b of document.querySelectorAll(".languages button")) b.addEventListener("click", () => speak(b.dataset.lang));
  window.addEventListener("beforeprint", () => { for (const d of document.querySelectorAll("details")) d.open = true; });
  $("tools").hidden = false;
  speak(lang());
})();
