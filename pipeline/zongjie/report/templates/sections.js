// The parts of the page, from the counts of the whole dataset.
const add = (id, ...children) => $(id).append(...children.flat().filter(Boolean));
const head3 = (text) => h("h3", {}, text);
const note = (text) => h("p", { class: "soft" }, text);
const columnsOf = (...children) => h("div", { class: "two" }, children);

function overview() {
  const { overview: all } = data, counts = all.counts;
  const tile = (name, value, action) => h(action ? "button" : "div", { class: "tile", type: action ? "button" : null, onclick: action || null }, h("span", {}, name), h("b", {}, number(value)));
  add("overview", h("div", { class: "tiles" },
    tile(words.files, all.files, () => $("unread").scrollIntoView()), tile(words.documents, counts.documents, () => $("tables").scrollIntoView()), tile(words.characters, all.characters),
    ...["metrics", "activities", "problems", "sentences", "rejected"].map((name) => tile(words[name], counts[name], () => explore(name))),
    tile(words.themes, counts.themes, () => $("themes").scrollIntoView())));
  add("overview", columnsOf(
    timeline(words.documents_by_year, all.years.map(([year, count]) => [year, [count]]), null, (year) => explore("sentences", { year })),
    bars(words.documents_by_type, all.types.map(([type, count]) => [typeLabel(type), [count], () => explore("sentences", {}, { document_type: type })]))));
  add("overview", h("h3", { id: "unread" }, words.files_read),
    h("p", {}, all.status.map(([status, count]) => `${label("status", status)} ${number(count)}`).join(" · ")));
  add("overview", all.unread.length ? [pages(words.files_read, [words.path, words.status, words.reason], all.unread.map(([path, status, reason]) => () => [path, label("status", status), reason])), shownOf(all.unread.length, all.status.reduce((total, [status, count]) => total + (status === "ok" ? 0 : count), 0), "csv/sources.csv")] : h("p", {}, words.all_read));
  if (all.notes.length) add("overview", head3(words.notes), h("ul", {}, all.notes.map((text) => h("li", {}, text))));
}

function structure() {
  const total = sum(data.roles, 1) || 1;
  add("structure", note(words.structure_note), bars(words.role_share, data.roles.map(([role, chars]) => [label("role", role), [chars / total], () => explore("sentences", { role })]), null, percent));
}

function crossed(rows, outer, inner, outerSet, innerSet, table, outerField, innerField) {
  const series = Object.keys(data.labels[innerSet]).filter((code) => rows.some((row) => row[inner] === code));
  const by = [...totals(rows, outer, 2)].sort((a, b) => b[1] - a[1]);
  return [series.map((code) => label(innerSet, code)), by.map(([code]) => [label(outerSet, code), series.map((one) => (rows.find((row) => row[outer] === code && row[inner] === one) || [0, 0, 0])[2]), () => explore(table, { [outerField]: code })])];
}

function metricsPart() {
  const m = data.metrics;
  const [series, rows] = crossed(m.kinds, 0, 1, "metric_kind", "qualifier", "metrics", "kind", "qualifier");
  const audit = m.consistent.map(([value, count]) => [value === null ? words.unchecked : value ? words.consistent : words.inconsistent, [count], () => explore("metrics", { consistent: value })]);
  add("metrics", columnsOf(bars(words.kinds_chart, rows, series), bars(words.audit_chart, audit)));
  if (m.doubtful.length) {
    const total = (m.consistent.find((row) => row[0] === false) || [0, 0])[1];
    add("metrics", head3(words.audit), note(words.audit_note), pages(words.audit, [words.evidence, words.f_subject, words.arithmetic], m.doubtful.map(([pair, subject, audit]) => () => [proof(pair), subject, audit])), shownOf(m.doubtful.length, total, "csv/metrics.csv"));
  }
  add("metrics", head3(words.targets), note(words.targets_note));
  const box = h("div", {});
  const list = (wanted) => box.replaceChildren(pages(words.targets, [words.f_kpi, words.year, words.f_issuer, words.target, words.result, words.completion, words.gap, words.status], m.targets.filter((row) => !wanted || row[7] === wanted).map(([kpi, dimension, issuer, region, period, gap, unit, status, target, completion, result]) => () => [indicator(kpi, dimension), period, issuer || region || "", proof(target), proof(result), proof(completion), gap === null ? "" : amount(gap, unit), label("target_status", status)]), [6]));
  list("");
  if (m.targets.length) add("metrics", bars(words.target_status, m.target_status.map(([status, count]) => [label("target_status", status), [count], () => { list(status); say(label("target_status", status)); box.scrollIntoView({ block: "nearest" }); }])), box,
    shownOf(m.targets.length, data.overview.counts.kpi_targets, "csv/kpi_targets.csv"));
  else add("metrics", note(words.empty));
  if (m.pairs.length) add("metrics", head3(words.pairs), note(words.pairs_note), pages(words.pairs, [words.f_subject, words.target, words.result, words.completion], m.pairs.map(([subject, target, completion, result]) => () => [subject || "", proof(target), proof(result), proof(completion)])), shownOf(m.pairs.length, m.pairs_total, "csv/metrics.csv"));
  if (m.series.length) add("metrics", head3(words.series), note(words.series_note), h("ul", { class: "cards" }, m.series.map((one) => h("li", { class: "card" }, h("b", {}, indicator(one.kpi)), h("span", { class: "soft" }, [one.issuer || one.region, label("metric_kind", one.kind), one.unit, one.direction && label("direction", one.direction)].filter(Boolean).join(" · ")),
    line(one.points.map((point) => [point[0], point[1]]), (value) => amount(value, one.unit)),
    h("details", {}, h("summary", {}, fill(words.values, { number: number(one.points.length) })), h("ul", { class: "values" }, one.points.map(([year, value, conflict, place]) => h("li", {}, `${year} `, source(place, amount(value, one.unit)), conflict ? h("span", { class: "soft" }, " " + words.conflict) : null))))))));
}

function byYear(rows, series) {
  const made = new Map();
  for (const [year, code, count] of rows) { if (!made.has(year)) made.set(year, series.map(() => 0)); made.get(year)[series.indexOf(code)] += count; }
  return [...made].sort((a, b) => a[0] - b[0]);
}

function activitiesPart() {
  const a = data.activities;
  const [names, rows] = crossed(a.types, 0, 1, "activity_type", "activity_status", "activities", "type", "status");
  const series = Object.keys(data.labels.activity_status).filter((code) => a.types.some((row) => row[1] === code));
  add("activities", columnsOf(bars(words.activities_chart, rows, names), h("div", {},
    timeline(words.activities_years, byYear(a.years, series), names, (year) => explore("activities", { year })),
    bars(words.objects, a.objects.map(([object, count]) => [object, [count], () => explore("activities", {}, { object })])))));
}

function problemsPart() {
  const p = data.problems;
  const by = [...totals(p.cross, 0, 2)].sort((a, b) => b[1] - a[1]);
  const groups = [...totals(p.cross, 1, 2)].filter(([group]) => group !== null && group !== "").sort((a, b) => b[1] - a[1]).slice(0, 8).map((row) => row[0]);
  add("problems", columnsOf(bars(words.problems_chart, by.map(([category, count]) => [label("problem_category", category), [count], () => explore("problems", { category })])),
    h("div", {}, timeline(words.problems_years, p.years.map(([year, count]) => [year, [count]]), null, (year) => explore("problems", { year })),
      bars(words.wordings, p.wordings.map(([aspect, count]) => [aspect, [count], () => explore("problems", {}, { aspect })])))));
  if (groups.length > 1) {
    const cell = (category, group) => { const row = p.cross.find((one) => one[0] === category && one[1] === group); return row ? row[2] : 0; };
    const of = new Map(groups.map((group) => [group, p.cross.reduce((total, row) => total + (row[1] === group ? row[2] : 0), 0)]));
    const deepest = Math.max(...p.cross.filter((row) => of.has(row[1])).map((row) => row[2] / of.get(row[1])));
    const title = p.by === "issuer" ? words.by_issuer : words.by_type;
    add("problems", head3(title), note(words.cross_note), grid(title, [words.f_category, ...groups.map((group) => (p.by === "type" ? typeLabel(group) : group))], by.map(([category]) => [label("problem_category", category), ...groups.map((group) => {
      const count = cell(category, group);
      if (!count) return "";
      const one = button(number(count), () => (p.by === "issuer" ? explore("problems", { category, issuer: group }) : explore("problems", { category }, { document_type: group })), { class: "heat", "aria-label": `${label("problem_category", category)}, ${p.by === "type" ? typeLabel(group) : group}: ${number(count)}` });
      one.style.setProperty("--part", String(Math.round((55 * count) / of.get(group) / deepest)) + "%");
      return one;
    })]), groups.map((_, at) => at + 1)));
  }
  if (p.linked.length) add("problems", head3(words.linked), pages(words.linked, [words.problem, words.f_category, words.f_cause, words.measure], p.linked.map((one) => () => [proof(one.problem), label("problem_category", one.category), one.cause || "", one.measures.length ? h("ul", { class: "plain" }, one.measures.map((pair) => h("li", {}, proof(pair)))) : "–"]), [], 8), shownOf(p.linked.length, p.linked_total, "csv/problems.csv"));
}

function themesPart() {
  if (!data.themes.length) { add("themes", note(words.themes_none)); return; }
  add("themes", note(words.themes_note));
  const units = [...new Set(data.themes.map((theme) => theme.unit))], kinds = { sentence: "sentences", activity: "activities", problem: "problems" };
  for (const unit of units) {
    const all = data.themes.map((theme, at) => ({ ...theme, at })).filter((theme) => theme.unit === unit);
    const open = (theme) => () => explore(kinds[unit], {}, { theme: data.theme_ids[theme.at] });
    const points = data.curve.filter((row) => row[0] === unit), tops = all.filter((theme) => theme.parent === null).sort((a, b) => b.size - a.size);
    add("themes", head3(label("theme_unit", unit)), columnsOf(
      bars(words.theme_sizes, tops.map((theme) => [theme.label, [theme.size], open(theme)])), points.length ? curve(words.curve, points) : note(words.curve_none)));
    const about = (theme) => [h("span", { class: "soft" }, [`${number(theme.size)} ${words.theme_size}`, `${number(theme.documents)} ${words.theme_documents}`, theme.prevalence === null ? "" : percent(theme.prevalence)].filter(Boolean).join(" · ")), h("p", { class: "soft" }, theme.keywords.slice(0, 10).join(" "))];
    const quotes = (theme) => (theme.quotes.length ? h("ul", { class: "quotes" }, theme.quotes.map(([place, text]) => h("li", {}, source(place, text), h("span", { class: "soft" }, " — " + named(place[0]))))) : null);
    add("themes", h("ul", { class: "cards" }, tops.map((theme) => {
      const below = all.filter((one) => one.parent === theme.at);
      return h("li", { class: "card" }, button(theme.label, open(theme), { class: "title" }), about(theme), line(theme.years, percent),
        h("details", {}, h("summary", {}, words.quotes), quotes(theme)),
        below.length ? h("details", {}, h("summary", {}, fill(words.below, { number: below.length })), h("ul", { class: "below" }, below.map((one) => h("li", {}, button(one.label, open(one), { class: "title" }), about(one), line(one.years, percent), quotes(one))))) : null);
    })));
  }
}

function keywordsPart() {
  const rows = data.keywords;
  if (!rows.length) { add("keywords", note(words.empty)); return; }
  const most = Math.max(...rows.map((row) => row[1])), least = Math.min(...rows.map((row) => row[1]));
  add("keywords", note(words.keywords_note), h("ul", { class: "cloud" }, rows.map(([word, count, of]) => {
    const one = button(word, () => explore("sentences", {}, {}, word), { title: `${number(count)} · ${number(of)} ${words.theme_documents}`, "aria-label": `${word}: ${number(count)}` });
    one.style.fontSize = (0.85 + 1.5 * Math.sqrt((count - least) / (most - least || 1))).toFixed(2) + "rem";
    return h("li", {}, one);
  })));
}

const ofDocument = (at) => button(named(at), () => explore("sentences", {}, { doc: at }), { class: "title" });

function reusePart() {
  const r = data.reuse;
  if (!r.passages.length && !r.clusters.length && !r.documents.length) { add("reuse", note(words.reuse_none)); return; }
  if (r.mean !== null) add("reuse", h("p", {}, fill(words.reuse_mean, { share: percent(r.mean) })));
  add("reuse", bars(words.reused_documents, r.documents.map(([at, share]) => [named(at), [share], () => explore("sentences", {}, { doc: at })]), null, percent, true));
  if (r.clusters.length) add("reuse", head3(words.clusters), pages(words.clusters, [words.theme_documents_head, words.documents], r.clusters.map((all) => () => [all.length, h("ul", { class: "plain" }, all.slice(0, 12).map((at) => h("li", {}, ofDocument(at))), all.length > 12 ? h("li", {}, "…") : null)])), shownOf(r.clusters.length, r.clusters_total, "csv/documents.csv"));
  if (r.passages.length) add("reuse", head3(words.passages), pages(words.passages, [words.text, words.document, words.comes_from, words.similarity, words.f_chars], r.passages.map(([place, other, text, similarity, chars, formula]) => () => [text + (formula ? ` (${words.ceremony})` : ""), source(place, named(place[0])), source(other, named(other[0])), similarity.toFixed(2), chars]), [3, 4], 6), shownOf(r.passages.length, r.passages_total, "csv/reuse.csv"));
}

function ceremonyPart() {
  const c = data.ceremony;
  if (c.mean === null) { add("ceremony", note(words.ceremony_none)); return; }
  const bin = (at) => (at >= 10 ? "≥ 20 %" : `${at * 2}–${at * 2 + 2} %`);
  add("ceremony", h("p", {}, fill(words.ceremony_mean, { share: percent(c.mean) })), columnsOf(
    h("div", {}, bars(words.ceremony_bins, c.bins.map(([at, count]) => [bin(at), [count]])), timeline(words.ceremony_years, c.years.map(([year, share]) => [year, [share]]), null, (year) => explore("sentences", { year }), percent)),
    bars(words.ceremony_documents, c.documents.map(([at, share]) => [named(at), [share], () => explore("sentences", {}, { doc: at })]), null, percent, true)));
}

function tablesPart() {
  add("tables", note(words.tables_note), grid(words.tables, [words.table, words.meaning, words.rows, words.file], data.tables.map(([name, title, meaning, count]) => [title, meaning, count, h("a", { href: `csv/${name}.csv` }, `csv/${name}.csv`)]), [2]));
}
