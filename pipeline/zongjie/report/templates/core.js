// Elements from data: text goes in as text, never as markup.
const data = JSON.parse(document.getElementById("data").textContent);
const words = data.words;
const $ = (id) => document.getElementById(id);
const digits = new Intl.NumberFormat(data.lang === "zh" ? "zh-CN" : "en-US", { maximumFractionDigits: 4 });
const number = (value) => (value === null || value === undefined ? "" : digits.format(value));
const percent = (value) => (value === null || value === undefined ? "" : (value * 100).toFixed(1) + " %");
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));
const label = (set, code) => (data.labels[set] && data.labels[set][code]) || code || words.unknown;
const typeLabel = (code) => words["type_" + code] || code || words.unknown;
const indicator = (id, dimension) => { const [name, grows] = data.kpis[id] || [id, false]; return grows && dimension === "share" ? `${name} (${words.growth})` : name; };
const say = (text) => { $("live").textContent = text; };

function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (name === "onclick" || name === "oninput" || name === "onchange" || name === "onsubmit") node[name] = value;
    else if (name === "class") node.className = value;
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

function svg(tag, props, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(props)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function button(text, action, props) {
  return h("button", { type: "button", onclick: action, ...props }, text);
}

// A column as it was packed: plain values, or distinct strings with an index each.
const column = (packed) => (Array.isArray(packed)
  ? (row) => packed[row]
  : (row) => (packed.i[row] < 0 ? null : packed.v[packed.i[row]]));
const opened = (columns) => Object.fromEntries(Object.entries(columns).map(([name, packed]) => [name, column(packed)]));
const documents = opened(data.documents);
const size = (columns, name) => { const one = columns[name]; return Array.isArray(one) ? one.length : one.i.length; };

function sum(rows, at) { return rows.reduce((total, row) => total + row[at], 0); }

function totals(rows, key, count) {
  const made = new Map();
  for (const row of rows) made.set(row[key], (made.get(row[key]) || 0) + row[count]);
  return made;
}

// A table that scrolls inside itself; cells are text, numbers or elements.
function grid(name, heads, rows, numeric = []) {
  const cell = (value, at) => h("td", { class: numeric.includes(at) ? "number" : null }, typeof value === "number" ? number(value) : value === null || value === undefined ? "" : value);
  return h("div", { class: "scroll", role: "region", "aria-label": name, tabindex: "0" }, h("table", {},
    h("caption", { class: "hidden" }, name),
    h("thead", {}, h("tr", {}, heads.map((head, at) => h("th", { scope: "col", class: numeric.includes(at) ? "number" : null }, head)))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map(cell))))));
}

// The same, a page at a time.
function pages(name, heads, rows, numeric = [], step = 12) {
  const box = h("div", {});
  const show = (first) => {
    const parts = [grid(name, heads, rows.slice(first, first + step).map((row) => row()), numeric)];
    if (rows.length > step) parts.push(pager(first, step, rows.length, (next) => { show(next); }));
    box.replaceChildren(...parts);
  };
  show(0);
  return box;
}

function pager(first, step, total, go) {
  const said = fill(words.range, { first: number(first + 1), last: number(Math.min(total, first + step)), total: number(total) });
  const move = (to) => () => { go(to); say(fill(words.range, { first: number(to + 1), last: number(Math.min(total, to + step)), total: number(total) })); };
  return h("div", { class: "pager" },
    button("←", move(Math.max(0, first - step)), { disabled: first === 0, "aria-label": words.previous }),
    h("span", {}, said),
    button("→", move(first + step), { disabled: first + step >= total, "aria-label": words.next }));
}

const shownOf = (shown, total, file) => (total > shown ? h("p", { class: "soft" }, fill(words.shown_of, { shown: number(shown), total: number(total), file })) : null);

const titles = new Map();
for (let at = 0; at < size(data.documents, "id"); at++) titles.set(documents.title(at), (titles.get(documents.title(at)) || 0) + 1);
// A title that several documents share tells them apart only with the file.
const named = (at) => (!documents.title(at) ? documents.path(at) : titles.get(documents.title(at)) > 1 ? `${documents.title(at)} (${documents.path(at)})` : documents.title(at));

// A value with its unit; in Chinese by 万 and 亿, as the texts write it.
function amount(value, unit) {
  const [by, sign] = data.lang !== "zh" || unit === "%" ? [1, ""] : Math.abs(value) >= 1e8 ? [1e8, "亿"] : Math.abs(value) >= 1e5 ? [1e4, "万"] : [1, ""];
  return number(value / by) + sign + (unit && unit !== "%" ? (data.lang === "zh" ? "" : " ") + unit : unit);
}

function csvCell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  // A spreadsheet takes such a cell for a formula, even behind blanks.
  const safe = /^\s*[=+\-@\t\r]/.test(value) ? "'" + value : value;
  return '"' + safe.replace(/"/g, '""') + '"';
}

function download(name, heads, rows) {
  const lines = [heads, ...rows].map((row) => row.map(csvCell).join(","));
  const link = h("a", { href: URL.createObjectURL(new Blob(["\ufeff" + lines.join("\r\n") + "\r\n"], { type: "text/csv;charset=utf-8" })), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = h("textarea", { class: "hidden" });
    field.value = text;
    ($("evidence").open ? $("evidence") : document.body).append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  say(words.copied);
}
