// All records that the page carries: filter, search, page through, download.
const records = Object.fromEntries(data.kinds.map((name) => [name, Object.assign(opened(data.records[name]), { length: size(data.records[name], "doc") })]));
const STEP = 50;
const state = { table: "metrics", query: "", chosen: {}, extra: {}, first: 0, rows: [] };

const FILTERS = { metrics: ["kind", "qualifier", "consistent", "role", "issuer", "year"], activities: ["type", "status", "role", "issuer", "year"], problems: ["category", "role", "issuer", "year"], sentences: ["role", "issuer", "year"], rejected: ["reason", "issuer", "year"] };
const SETS = { kind: "metric_kind", qualifier: "qualifier", role: "role", type: "activity_type", status: "activity_status", category: "problem_category", direction: "direction" };
const SHOWN = { metrics: ["value", "unit", "subject", "kpi", "kind", "qualifier", "period"], activities: ["predicate", "object", "type", "status", "actor", "time"], problems: ["category", "aspect", "cause"], sentences: ["role"], rejected: ["reason"] };
const SEARCHED = { metrics: ["subject", "unit", "audit"], activities: ["object", "actor"], problems: ["aspect", "cause"], sentences: [], rejected: [] };

// Rows are in the order of the documents, so those of one document stand together.
const begins = {};
function rowsOf(name, doc) {
  const table = records[name];
  if (!begins[name]) {
    begins[name] = new Map();
    for (let row = 0; row < table.length; row++) if (!begins[name].has(table.doc(row))) begins[name].set(table.doc(row), row);
  }
  const made = [];
  for (let row = begins[name].get(doc); row !== undefined && row < table.length && table.doc(row) === doc; row++) made.push(row);
  return made;
}

// Offsets count Unicode characters; a script's strings count some of them twice.
const split = new Map();
function words_at(doc, start, end) {
  const piece = data.texts[doc] && data.texts[doc][0];
  if (!piece) return "";
  if (!split.has(doc)) split.set(doc, /[\ud800-\udfff]/.test(piece[1]) ? Array.from(piece[1]) : piece[1]);
  const chars = split.get(doc), cut = chars.slice(Math.max(0, start - piece[0]), Math.max(0, end - piece[0]));
  return typeof cut === "string" ? cut : cut.join("");
}

function cellOf(name, field, row) {
  const table = records[name], doc = table.doc(row);
  if (field === "issuer" || field === "year") return documents[field](doc);
  return table[field] ? table[field](row) : null;
}

function shownAs(field, value) {
  if (value === null || value === undefined) return field === "consistent" ? words.unchecked : words.unknown;
  if (field === "consistent") return value ? words.consistent : words.inconsistent;
  if (field === "reason") return value.split(" | ")[data.lang === "zh" ? 0 : value.split(" | ").length - 1];
  return SETS[field] ? label(SETS[field], value) : String(value);
}

const EXTRA = {
  doc: [(name, row) => records[name].doc(row), (value) => named(value)],
  document_type: [(name, row) => documents.type(records[name].doc(row)), typeLabel],
  object: [(name, row) => cellOf(name, "object", row), String],
  aspect: [(name, row) => cellOf(name, "aspect", row), String],
  kpi: [(name, row) => cellOf(name, "kpi", row), indicator],
  theme: [(name, row) => [cellOf(name, "theme", row), cellOf(name, "subtheme", row)], (value) => data.themes[data.theme_ids.indexOf(value)].label],
};

function matching() {
  const { table: name, query } = state, table = records[name], made = [];
  const wanted = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const chosen = Object.entries(state.chosen), extra = Object.entries(state.extra);
  for (let row = 0; row < table.length; row++) {
    if (!chosen.every(([field, value]) => String(cellOf(name, field, row)) === value)) continue;
    if (!extra.every(([field, value]) => { const found = EXTRA[field][0](name, row); return Array.isArray(found) ? found.includes(value) : found === value; })) continue;
    if (wanted.length) {
      const doc = table.doc(row);
      const text = [words_at(doc, table.start(row), table.end(row)), ...SEARCHED[name].map((field) => cellOf(name, field, row) || "")].join("\n").toLowerCase();
      if (!wanted.every((word) => text.includes(word))) continue;
    }
    made.push(row);
  }
  return made;
}

function placeOf(name, row) { const table = records[name]; return [table.doc(row), table.start(row), table.end(row), data.kinds.indexOf(name)]; }

function details(name, row) {
  return Object.keys(data.records[name]).filter((field) => !["doc", "start", "end", "theme", "subtheme", "consistent", "measure_ids", "id"].includes(field)).map((field) => {
    const value = cellOf(name, field, row);
    return [words["f_" + field] || field, field === "kpi" && value ? indicator(value) : typeof value === "number" ? number(value) : value === null ? null : shownAs(field, value)];
  }).filter(([, value]) => value !== null && value !== "");
}

function openRow(at) {
  const name = state.table, step = (to) => (to >= 0 && to < state.rows.length ? () => openRow(to) : null);
  show(placeOf(name, state.rows[at]), details(name, state.rows[at]), [step(at - 1), step(at + 1)]);
}

const SIDE = 24; // characters beside the evidence in a row: about a clause
function rowCells(name, row, at) {
  const table = records[name], doc = table.doc(row), start = table.start(row), end = table.end(row);
  const long = end - start > 160, text = words_at(doc, start, long ? start + 160 : end) + (long ? "…" : "");
  const context = h("button", { type: "button", class: "context", onclick: () => openRow(at), "aria-label": fill(words.open_evidence, { text }) },
    name === "sentences" ? null : words_at(doc, Math.max(start - SIDE, 0), start), h("mark", { class: "k" + Math.min(3, data.kinds.indexOf(name)) }, text), name === "sentences" || long ? null : words_at(doc, end, end + SIDE));
  const cells = SHOWN[name].map((field) => { const value = cellOf(name, field, row); return value === null ? "" : field === "kpi" ? indicator(value) : field === "value" ? number(value) : shownAs(field, value); });
  return [context, ...cells, named(doc), documents.year(doc) === null ? "" : String(documents.year(doc))];
}

function listRows() {
  const name = state.table;
  state.rows = matching();
  const heads = [words.evidence, ...SHOWN[name].map((field) => words["f_" + field]), words.document, words.year];
  const found = fill(words.found, { found: number(state.rows.length), total: number(records[name].length) });
  $("found").textContent = found;
  say(found);
  const chips = Object.entries(state.extra).map(([field, value]) => button(`${words["f_" + field] || field}: ${EXTRA[field][1](value)} ×`, () => { delete state.extra[field]; renew(); }, { class: "chip", "aria-label": fill(words.drop_filter, { name: EXTRA[field][1](value) }) }));
  $("chips").replaceChildren(...chips);
  const page = state.rows.slice(state.first, state.first + STEP);
  $("rows").replaceChildren(grid(words.records, heads, page.map((row, at) => rowCells(name, row, state.first + at)), name === "metrics" ? [1] : []),
    pager(state.first, STEP, state.rows.length, (next) => { state.first = next; listRows(); }));
  if (!state.rows.length) $("rows").replaceChildren(h("p", {}, words.nothing_found));
}

function selects() {
  const name = state.table;
  return FILTERS[name].map((field) => {
    const counts = new Map();
    for (let row = 0; row < records[name].length; row++) { const value = cellOf(name, field, row); counts.set(value, (counts.get(value) || 0) + 1); }
    const order = [...counts].sort((a, b) => (field === "year" ? (a[0] || 0) - (b[0] || 0) : b[1] - a[1] || String(a[0]).localeCompare(String(b[0])))).slice(0, 500);
    const options = [h("option", { value: "" }, words.all), ...order.map(([value, count]) => h("option", { value: "=" + String(value), selected: state.chosen[field] === String(value) }, `${shownAs(field, value)} (${number(count)})`))];
    return h("label", {}, words["f_" + field], h("select", { "data-field": field, onchange: (event) => { const value = event.target.value; if (value) state.chosen[field] = value.slice(1); else delete state.chosen[field]; state.first = 0; listRows(); } }, options));
  });
}

function renew() {
  state.first = 0;
  for (const one of $("kinds").children) one.setAttribute("aria-pressed", String(one.dataset.table === state.table));
  $("filters").replaceChildren(...selects());
  $("query").value = state.query;
  listRows();
}

// Show the records of a table that have the given values; `extra` are filters that have no list of their own.
function explore(table, chosen = {}, extra = {}, query = "") {
  Object.assign(state, { table, query, extra, chosen: Object.fromEntries(Object.entries(chosen).map(([field, value]) => [field, String(value)])) });
  renew();
  $("records").scrollIntoView();
  $("query").focus({ preventScroll: true });
}

function downloadRows() {
  const name = state.table, fields = Object.keys(data.records[name]).filter((field) => field !== "doc");
  const heads = ["path", "title", "issuer", "document_year", "document_id", ...fields, "text"];
  download(`zongjie-${name}.csv`, heads, state.rows.map((row) => {
    const doc = records[name].doc(row);
    return [documents.path(doc), documents.title(doc), documents.issuer(doc), documents.year(doc), documents.id(doc), ...fields.map((field) => cellOf(name, field, row)), words_at(doc, cellOf(name, "start", row), cellOf(name, "end", row))];
  }));
  say(fill(words.downloaded, { number: number(state.rows.length) }));
}

function explorer() {
  let waiting = 0;
  const all = data.overview.counts.documents;
  const counts = data.kinds.map((name) => [name, data.overview.counts[name]]);
  $("records").append(
    data.whole < all ? h("p", { class: "warn" }, fill(words.sampled, { shown: number(data.whole), total: number(all) })) : h("p", { class: "soft" }, words.complete),
    h("div", { id: "kinds", class: "tools", role: "group", "aria-label": words.tables }, counts.map(([name]) => button(`${words[name]} ${number(records[name].length)}`, () => { Object.assign(state, { table: name, chosen: {}, extra: {} }); renew(); }, { "data-table": name, "aria-pressed": "false" }))),
    h("form", { class: "filters", role: "search", "aria-label": words.records, onsubmit: (event) => event.preventDefault() },
      h("label", { class: "wide" }, words.search, h("input", { id: "query", type: "search", autocomplete: "off", placeholder: words.search_hint, oninput: (event) => { clearTimeout(waiting); waiting = setTimeout(() => { state.query = event.target.value; state.first = 0; listRows(); }, 150); } })),
      h("div", { id: "filters", class: "filters" })),
    h("div", { id: "chips", class: "tools" }),
    h("div", { class: "tools" }, h("strong", { id: "found" }), button(words.download, downloadRows, { id: "download" }), button(words.reset, () => { Object.assign(state, { query: "", chosen: {}, extra: {} }); renew(); })),
    h("div", { id: "rows" }));
  renew();
}

overview(); structure(); metricsPart(); activitiesPart(); problemsPart(); themesPart(); keywordsPart(); reusePart(); ceremonyPart(); explorer(); tablesPart();
