"use strict";
// The issue list of a report. Content of the report reaches the page through textContent only, never as markup.
(() => {
  const $ = (id) => document.getElementById(id);
  const DATA = JSON.parse($("data").textContent);
  const ROWS = DATA.rows;
  const [CODE, SEVERITY, LOSS, STAGE, ENTITY, PATH, FILE, LINE, POINTER, VALUE, MESSAGE] = Array(11).keys();
  const NOTE = "NONE"; // the loss filter's word for issues without a loss
  const GROUP_ROWS = 50, PRINT_ROWS = 1000, SIZES = ["50", "200", "1000"];
  const DEFAULTS = { q: "", severity: "", loss: "", stage: "", code: "", type: "", entity: "", group: "", sort: "severity", size: "50", page: "1" };
  const COLUMNS = { severity: "severity", code: "code", entity: "data_set", path: "field", place: "place", value: "value" };
  const CODES = new Map(DATA.codes.map((c) => [c[0], { severity: c[1], loss: c[2], titles: [c[3], c[4]], count: c[5], beyond: c[6] }]));

  const state = { ...DEFAULTS };
  let lang = document.documentElement.dataset.lang;
  let shown = []; // rows that pass the filters, in order
  const opened = new Set(); // keys of opened groups

  // ── words ──────────────────────────────────────────────────────────────────
  const side = () => (lang === "zh" ? 1 : 0);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, key) => (key in values ? values[key] : all));
  const ui = (key, values = {}) => fill(DATA.ui[key][side()], values);
  const word = (kind, key) => {
    if (kind === "title") return CODES.has(key) ? visible(CODES.get(key).titles[side()]) : key;
    const pair = kind === "ui" ? DATA.ui[key] : DATA.words[kind][key];
    return pair ? pair[side()] : key;
  };
  const number = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
  const code = (n) => n.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
  const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;
  const visible = (text) => text.replace(/\ue000(\d+)$/, (_, n) => ui("cut", { count: n })).replace(HIDDEN, (c) => `⟨U+${code(c)}⟩`);

  // ── one row ────────────────────────────────────────────────────────────────
  const text = (row, column) => (row[column] < 0 ? "" : DATA.texts[row[column]]);
  const entity = (row) => (row[ENTITY] < 0 ? null : DATA.entities[row[ENTITY]]); // [type, uuid, version, name en, name zh]
  const key = (e) => (e ? `${e[0]}/${e[1]}${e[2] ? "/" + e[2] : ""}` : "package");
  const message = (row) =>
    DATA.messages[row[MESSAGE]][side()].map((part) => part.join(text(row, VALUE))).join(text(row, PATH));
  const place = (row) => {
    const at = text(row, FILE) + (row[LINE] ? `:${row[LINE]}` : "");
    return at && text(row, POINTER) ? `${at} ${text(row, POINTER)}` : at || text(row, POINTER);
  };
  const name = (e) => e[3 + side()] || e[1];

  // ── filtering and sorting ──────────────────────────────────────────────────
  let haystacks = []; // what the search looks through, built at the first search in a language
  function haystack(row, index) {
    if (haystacks[index] === undefined) {
      const e = entity(row) || [];
      haystacks[index] = [message(row), word("title", text(row, CODE)), text(row, CODE), e[3], e[4], e[1], text(row, PATH), place(row), text(row, VALUE)]
        .join("\n").toLowerCase();
    }
    return haystacks[index];
  }

  function filtered() {
    const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (row) =>
      (!state.code || text(row, CODE) === state.code) &&
      (!state.severity || text(row, SEVERITY) === state.severity) &&
      (!state.loss || (text(row, LOSS) || NOTE) === state.loss) &&
      (!state.stage || text(row, STAGE) === state.stage) &&
      (!state.type || (entity(row) || ["package"])[0] === state.type) &&
      (!state.entity || key(entity(row)) === state.entity);
    const found = [];
    ROWS.forEach((row, index) => {
      if (fits(row) && words.every((w) => haystack(row, index).includes(w))) found.push(index);
    });
    return found;
  }

  // Texts are shared between rows: the different ones are ranked once, and rows compare by rank.
  function ranks(values, compare) {
    const order = [...new Set(values)].sort(compare);
    const rank = new Map(order.map((value, i) => [value, i]));
    return values.map((value) => rank.get(value));
  }
  function sorted(rows) {
    const column = state.sort.replace(/^-/, ""), sign = state.sort.startsWith("-") ? -1 : 1;
    const collator = new Intl.Collator(lang === "zh" ? "zh-CN" : "en", { numeric: true });
    const byText = (a, b) => collator.compare(a, b);
    const numeric = (v) => (v.trim() === "" ? NaN : Number(v));
    const byValue = (a, b) => {
      const [x, y] = [numeric(a), numeric(b)];
      if (!isNaN(x) && !isNaN(y)) return x - y;
      return isNaN(x) - isNaN(y) || byText(a, b);
    };
    const levels = Object.keys(DATA.words.severity);
    const picks = {
      severity: [(r) => levels.indexOf(text(r, SEVERITY)), (a, b) => a - b],
      code: [(r) => text(r, CODE), byText],
      entity: [(r) => (entity(r) ? name(entity(r)) + "\n" + key(entity(r)) : ""), byText],
      path: [(r) => text(r, PATH), byText],
      place: [(r) => place(r), byText],
      value: [(r) => text(r, VALUE), byValue],
    };
    const [pick, compare] = picks[column] || picks.severity;
    const rank = ranks(rows.map((i) => pick(ROWS[i])), compare);
    return rows.map((_, i) => i).sort((a, b) => sign * (rank[a] - rank[b]) || a - b).map((i) => rows[i]);
  }

  // ── drawing ────────────────────────────────────────────────────────────────
  function el(tag, props = {}, ...children) {
    const node = document.createElement(tag);
    for (const [k, v] of Object.entries(props)) {
      if (k in node && k !== "list") node[k] = v;
      else node.setAttribute(k, v);
    }
    node.append(...children.filter((c) => c !== null && c !== ""));
    return node;
  }
  const alien = (value, className = "") => el("bdi", { className }, visible(value)); // direction stays inside
  // Paths and files may break after a step, not within a word.
  const steps = (value) => el("bdi", {}, ...visible(value).split(/(?<=\S[./!_])/).flatMap((part, i) => (i ? [el("wbr"), part] : [part])));
  function long(value, className = "") {
    const body = el("div", { className }, alien(value));
    if (value.length <= 160) return body;
    body.classList.add("long");
    const more = el("button", { type: "button", className: "link more", "aria-expanded": "false" }, ui("more"));
    more.onclick = () => {
      const open = !body.classList.toggle("long");
      more.setAttribute("aria-expanded", String(open));
      more.textContent = ui(open ? "less" : "more");
    };
    return el("div", {}, body, more);
  }

  function drawRow(index) {
    const row = ROWS[index], e = entity(row), severity = text(row, SEVERITY), loss = text(row, LOSS);
    const level = el("span", { className: `level text-${severity}` }, el("span", { className: `mark severity-${severity}`, ariaHidden: "true" }), word("severity", severity));
    const fate = loss ? el("span", { className: `fate kind-${loss}` }, word("loss", loss)) : null;
    const title = el("p", { className: "issue-title" }, word("title", text(row, CODE)), el("code", {}, text(row, CODE)));
    const set = [el("span", { className: "soft" }, e ? visible(`${word("one", e[0])}${e[2] ? " · " + e[2] : ""}`) : ui("package"))];
    if (e) {
      const only = el("button", { type: "button", className: "link", title: ui("only") }, alien(e[3 + side()] || e[1]));
      only.onclick = () => go({ entity: key(e), page: "1" });
      set.push(el("div", {}, only));
      if (e[3 + side()]) set.push(el("bdi", { className: "uuid", dir: "ltr" }, visible(e[1])));
    }
    const cell = (label, full, ...parts) => el("td", { "data-label": word("ui", label), className: full ? "" : "void" }, ...parts);
    return el("tr", { className: "issue", "data-row": index },
      el("td", {}, level, fate),
      el("td", {}, title, long(message(row))),
      cell("data_set", true, ...set),
      cell("field", text(row, PATH), el("div", { className: "mono", dir: "ltr" }, steps(text(row, PATH)))),
      cell("place", place(row), el("div", { className: "mono", dir: "ltr" }, steps(place(row)))),
      cell("value", row[VALUE] >= 0, row[VALUE] >= 0 ? long(text(row, VALUE), "mono value") : ""));
  }

  function groups(rows) {
    const found = new Map();
    for (const index of rows) {
      const k = state.group === "code" ? text(ROWS[index], CODE) : key(entity(ROWS[index]));
      if (found.has(k)) found.get(k).push(index);
      else found.set(k, [index]);
    }
    return [...found];
  }
  function drawGroup([k, rows]) {
    const open = opened.has(k), first = ROWS[rows[0]], e = entity(first);
    const heading = state.group === "code"
      ? [el("span", { className: "group-name" }, word("title", k)), el("code", { className: "group-note" }, k)]
      : e ? [el("span", { className: "group-name" }, alien(name(e))), el("span", { className: "group-note" }, `${word("one", e[0])} · `, el("bdi", { className: "mono", dir: "ltr" }, visible(e[1] + (e[2] ? ` · ${e[2]}` : ""))))]
        : [el("span", { className: "group-name" }, ui("package"))];
    const button = el("button", { type: "button", "aria-expanded": String(open) }, ...heading, el("span", { className: "group-count" }, number(rows.length)));
    button.onclick = () => {
      if (!opened.delete(k)) opened.add(k);
      draw();
      [...$("rows").querySelectorAll(".group")].find((g) => g.dataset.key === k)?.querySelector("button").focus();
    };
    const head = el("tr", { className: "group", "data-key": k }, el("th", { colSpan: 6, scope: "colgroup" }, button));
    if (!open) return [head];
    const lines = rows.slice(0, GROUP_ROWS).map(drawRow);
    if (rows.length > GROUP_ROWS) {
      const all = el("button", { type: "button", className: "link" }, ui("list_all", { count: number(rows.length) }));
      all.onclick = () => go({ [state.group]: k, group: "", page: "1" });
      lines.push(el("tr", {}, el("td", { colSpan: 6 }, all)));
    }
    return [head, ...lines];
  }

  function draw(everything = false) {
    const size = everything ? PRINT_ROWS : Number(state.size);
    const items = state.group ? groups(shown) : shown;
    const pages = Math.max(1, Math.ceil(items.length / size));
    const page = everything ? 1 : Math.min(Math.max(1, Number(state.page) || 1), pages);
    const part = items.slice((page - 1) * size, page * size);
    $("rows").replaceChildren(...part.flatMap((item) => (state.group ? drawGroup(item) : [drawRow(item)])));
    $("table").hidden = !shown.length;
    $("empty").hidden = Boolean(shown.length);
    $("status").textContent = ui(shown.length === ROWS.length ? "all_shown" : "shown", { shown: number(shown.length), total: number(ROWS.length) });
    $("pager").hidden = pages === 1;
    $("page").textContent = ui("page", { page: number(page), pages: number(pages) });
    $("previous").disabled = page === 1;
    $("next").disabled = page === pages;
    $("csv").disabled = !shown.length;
    $("print-note").hidden = !(everything && items.length > size);
    $("print-note").textContent = ui("print_cut", { count: number(PRINT_ROWS) });
    for (const th of document.querySelectorAll("th[data-sort]")) {
      const own = state.sort.replace(/^-/, "") === th.dataset.sort;
      if (own) th.setAttribute("aria-sort", state.sort.startsWith("-") ? "descending" : "ascending");
      else th.removeAttribute("aria-sort");
    }
    for (const link of document.querySelectorAll("a[data-code], a[data-loss]")) {
      const { code: c, loss } = link.dataset;
      if (c !== undefined ? c === state.code : loss === state.loss) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    const beyond = CODES.get(state.code)?.beyond || 0, all = [...CODES.values()].reduce((n, c) => n + c.beyond, 0);
    $("beyond").textContent = ui("beyond", { count: number(state.code ? beyond : all) });
    $("beyond").hidden = !(state.code ? beyond : all);
    drawChips();
  }

  function drawChips() {
    const told = { severity: (v) => word("severity", v), loss: (v) => word("loss", v), stage: (v) => word("stage", v), type: (v) => typeWord(v), code: (v) => `${v} ${word("title", v)}`, entity: entityWord, q: (v) => `“${v}”` };
    $("chips").replaceChildren(...Object.keys(told).filter((k) => state[k]).map((k) => {
      const chip = el("button", { type: "button", className: "chip", ariaLabel: `${ui("clear_one")}: ${visible(told[k](state[k]))}` }, alien(told[k](state[k])));
      chip.onclick = () => go({ [k]: "", page: "1" });
      return chip;
    }));
    $("clear").disabled = Object.keys(told).every((k) => !state[k]);
  }
  const typeWord = (v) => (v === "package" ? ui("package") : word("type", v));
  const entityWord = (k) => {
    const found = DATA.entities.find((e) => key(e) === k);
    return found ? name(found) : k === "package" ? ui("package") : k;
  };

  function drawSelects() {
    const count = (column) => {
      const seen = new Map();
      for (const row of ROWS) {
        const v = column === ENTITY ? (entity(row) || ["package"])[0] : text(row, column) || NOTE;
        seen.set(v, (seen.get(v) || 0) + 1);
      }
      return seen;
    };
    const counted = (column, order, label) => {
      const seen = count(column);
      const keys = [...order.filter((k) => seen.has(k)), ...[...seen.keys()].filter((k) => !order.includes(k))];
      return [["", ui("all")], ...keys.map((k) => [k, `${label(k)} (${number(seen.get(k))})`])];
    };
    const { severity, loss, stage, type } = DATA.words;
    const options = {
      severity: counted(SEVERITY, Object.keys(severity), (k) => word("severity", k)),
      loss: counted(LOSS, Object.keys(loss), (k) => word("loss", k)),
      stage: counted(STAGE, Object.keys(stage), (k) => word("stage", k)),
      code: counted(CODE, [...CODES.keys()].sort(), (k) => `${k} ${word("title", k)}`),
      type: counted(ENTITY, Object.keys(type), typeWord),
      group: [["", ui("group_none")], ["code", ui("group_code")], ["entity", ui("group_entity")]],
      sort: Object.entries(COLUMNS).map(([k, label]) => [k, ui(label)]),
      size: SIZES.map((n) => [n, number(n)]),
    };
    for (const [id, list] of Object.entries(options)) {
      $(id).replaceChildren(...list.map(([value, label]) => el("option", { value }, label)));
    }
  }

  function sync() {
    for (const id of ["severity", "loss", "stage", "code", "type", "group", "size"]) $(id).value = state[id];
    $("sort").value = state.sort.replace(/^-/, "");
    if (document.activeElement !== $("q")) $("q").value = state.q;
  }

  function speak() {
    const root = document.documentElement;
    root.lang = lang === "zh" ? "zh-CN" : "en";
    root.dataset.lang = lang;
    const translate = (attribute, put) => {
      for (const node of document.querySelectorAll(`[${attribute}]`)) {
        const full = node.getAttribute(attribute), cut = full.indexOf(":");
        put(node, word(full.slice(0, cut), full.slice(cut + 1)));
      }
    };
    translate("data-t", (node, value) => { node.textContent = value; });
    translate("data-t-label", (node, value) => node.setAttribute("aria-label", value));
    translate("data-t-head", (node, value) => { node.dataset.label = value; });
    translate("data-t-title", (node, value) => { node.title = value; });
    translate("data-t-placeholder", (node, value) => { node.placeholder = value; });
    for (const button of document.querySelectorAll(".languages button")) {
      button.setAttribute("aria-pressed", String(button.dataset.lang === lang));
    }
    haystacks = [];
    if ($("tools")) drawSelects();
  }

  // ── state and address ──────────────────────────────────────────────────────
  function readAddress() {
    const params = new URLSearchParams(location.hash.slice(1));
    for (const k of Object.keys(DEFAULTS)) state[k] = params.get(k) ?? DEFAULTS[k];
    if (!SIZES.includes(state.size)) state.size = DEFAULTS.size;
    if (!["code", "entity"].includes(state.group)) state.group = "";
    if (DATA.ui.report && ["en", "zh"].includes(params.get("lang")) && params.get("lang") !== lang) {
      lang = params.get("lang");
      speak();
    }
  }
  function writeAddress() {
    const params = new URLSearchParams();
    for (const [k, v] of Object.entries(state)) if (v !== DEFAULTS[k]) params.set(k, v);
    if (new URLSearchParams(location.hash.slice(1)).has("lang")) params.set("lang", lang);
    history.replaceState(null, "", "#" + params);
  }
  function refresh() {
    shown = sorted(filtered());
    sync();
    draw();
  }
  function go(change) {
    Object.assign(state, change);
    if ("group" in change) opened.clear();
    writeAddress();
    refresh();
  }
  function turn(step) {
    go({ page: String((Number(state.page) || 1) + step) });
    $("issues").scrollIntoView({ block: "start" });
    $("issues").focus({ preventScroll: true });
  }

  // ── CSV ────────────────────────────────────────────────────────────────────
  // A spreadsheet takes text that begins like this for a formula; an apostrophe in front keeps it text. Plain numbers stay.
  const FORMULA = /^[\s\u0000]*[=+\-@\t\r\n\u0000＝＋－＠|%]/, NUMBER = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/;
  const csvCell = (value) => `"${(FORMULA.test(value) && !NUMBER.test(value) ? "'" + value : value).replace(/"/g, '""')}"`;
  function csv() {
    const head = ["code", "severity", "loss", "stage", "type", "uuid", "version", "name", "path", "file", "line", "pointer", "value", "message"];
    const lines = shown.map((index) => {
      const row = ROWS[index], e = entity(row) || ["", "", "", "", ""];
      const cut = (v) => v.replace(/\ue000(\d+)$/, (_, n) => ui("cut", { count: n }));
      return [text(row, CODE), text(row, SEVERITY), text(row, LOSS), text(row, STAGE), e[0], e[1], e[2], e[3 + side()], text(row, PATH), text(row, FILE),
        row[LINE] ? String(row[LINE]) : "", text(row, POINTER), cut(text(row, VALUE)), cut(message(row))].map(csvCell).join(",");
    });
    return "\ufeff" + [head.join(","), ...lines].join("\r\n") + "\r\n"; // the mark tells Excel that it is UTF-8
  }
  function download() {
    const link = el("a", { href: URL.createObjectURL(new Blob([csv()], { type: "text/csv;charset=utf-8" })), download: "lcabridge-issues.csv" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  // ── start ──────────────────────────────────────────────────────────────────
  for (const button of document.querySelectorAll(".languages button")) {
    button.onclick = () => {
      lang = button.dataset.lang;
      speak();
      if ($("tools")) {
        if (new URLSearchParams(location.hash.slice(1)).has("lang")) writeAddress();
        refresh();
      }
    };
  }
  readAddress();
  if (!$("tools")) return;
  drawSelects();
  $("tools").hidden = false;
  $("tools").onsubmit = (event) => event.preventDefault();
  for (const id of ["severity", "loss", "stage", "code", "type", "group", "sort", "size"]) {
    $(id).onchange = () => go({ [id]: $(id).value, page: "1" });
  }
  let waiting = 0;
  $("q").oninput = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => go({ q: $("q").value.trim(), page: "1" }), 150);
  };
  $("clear").onclick = () => {
    $("q").value = "";
    go({ ...DEFAULTS, group: state.group, sort: state.sort, size: state.size });
    $("q").focus();
  };
  $("csv").onclick = download;
  $("previous").onclick = () => turn(-1);
  $("next").onclick = () => turn(1);
  for (const th of document.querySelectorAll("th[data-sort]")) {
    th.firstElementChild.onclick = () => go({ sort: (state.sort === th.dataset.sort ? "-" : "") + th.dataset.sort, page: "1" });
  }
  for (const link of document.querySelectorAll("a[data-code], a[data-loss]")) {
    const kind = link.dataset.code === undefined ? "loss" : "code";
    link.onclick = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return; // a new tab is the reader's wish
      event.preventDefault();
      const on = state[kind] === link.dataset[kind];
      go({ code: "", loss: "", [kind]: on ? "" : link.dataset[kind], page: "1" });
      if (!on) $("issues").scrollIntoView({ block: "start" });
    };
  }
  document.querySelector(".skip").onclick = (event) => {
    event.preventDefault();
    $("issues").focus();
  };
  addEventListener("hashchange", () => {
    readAddress();
    $("q").value = state.q;
    refresh();
  });
  addEventListener("beforeprint", () => draw(true));
  addEventListener("afterprint", () => draw());
  refresh();
})();
