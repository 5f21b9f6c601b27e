// Bars, columns and lines. Lengths are set on the element, which the policy of the page allows; labels are text.
function key(names) {
  return h("p", { class: "key" }, names.map((name, at) => h("span", {}, h("i", { class: "s" + at, "aria-hidden": "true" }), name)));
}

// rows: [name, [number of each series], action of each series or one for all]
function bars(title, rows, series = null, show = number, wide = false) {
  const most = Math.max(1e-9, ...rows.map((row) => row[1].reduce((a, b) => a + b, 0)));
  const made = rows.map(([name, values, action]) => {
    const total = values.reduce((a, b) => a + b, 0);
    const tip = series ? series.map((one, at) => (values[at] ? `${one} ${show(values[at])}` : "")).filter(Boolean).join(", ") : "";
    const track = h("span", { class: "track", "aria-hidden": "true" }, values.map((value, at) => {
      const piece = h("i", { class: "s" + at });
      piece.style.width = (100 * value) / most + "%";
      return value ? piece : null;
    }));
    const inner = [h("span", { class: "name" }, name), track, h("span", { class: "count" }, show(total))];
    const props = { class: "bar", title: tip ? `${name}: ${tip}` : null };
    return h("li", {}, action ? h("button", { type: "button", ...props, onclick: action, "aria-label": `${name}: ${show(total)}${tip ? " (" + tip + ")" : ""}` }, inner) : h("div", props, inner));
  });
  return h("figure", { class: wide ? "wide" : null }, h("figcaption", {}, title), series && series.length > 1 ? key(series) : null,
    made.length ? h("ul", { class: "bars" }, made) : h("p", { class: "soft" }, words.empty));
}

// columns: [year, [number of each series]]; years between that have nothing stand empty.
function timeline(title, rows, series, action, show = number) {
  if (!rows.length) return h("figure", {}, h("figcaption", {}, title), h("p", { class: "soft" }, words.no_years));
  const by = new Map(rows);
  const first = rows[0][0], last = rows[rows.length - 1][0];
  const years = last - first > 120 ? rows.map((row) => row[0]) : Array.from({ length: last - first + 1 }, (_, at) => first + at);
  const most = Math.max(1e-9, ...rows.map((row) => row[1].reduce((a, b) => a + b, 0)));
  const every = Math.max(1, Math.ceil(years.length / 8));
  const made = years.map((year, at) => {
    const values = by.get(year) || [];
    const total = values.reduce((a, b) => a + b, 0);
    const pieces = values.map((value, one) => { const piece = h("i", { class: "s" + one }); piece.style.height = (100 * value) / most + "%"; return piece; });
    const said = `${year}: ${show(total)}`;
    const stack = h("span", { class: "stack", "aria-hidden": "true" }, pieces.reverse());
    const mark = h("span", { class: "year", "aria-hidden": "true" }, at % every === 0 ? String(year) : "");
    return h("li", {}, action && total ? h("button", { type: "button", class: "col", title: said, "aria-label": said, onclick: () => action(year) }, stack, mark) : h("div", { class: "col", title: said }, stack, mark));
  });
  return h("figure", {}, h("figcaption", {}, title, h("span", { class: "soft" }, " " + fill(words.most, { most: show(most) }))), series && series.length > 1 ? key(series) : null, h("ol", { class: "columns" }, made));
}

// points: [x, y]; a line of the size of a word, with the same in words for those who do not see it.
function line(points, show) {
  if (points.length < 2) return h("span", { class: "soft" }, points.length ? `${points[0][0]}: ${show(points[0][1])}` : "");
  const xs = points.map((point) => point[0]), ys = points.map((point) => point[1]);
  const left = Math.min(...xs), wide = Math.max(...xs) - left || 1, high = Math.max(...ys) || 1, low = Math.min(0, ...ys);
  const at = ([x, y]) => `${(2 + (116 * (x - left)) / wide).toFixed(1)},${(26 - (24 * (y - low)) / (high - low || 1)).toFixed(1)}`;
  const most = points.reduce((a, b) => (b[1] > a[1] ? b : a));
  const said = `${xs[0]}: ${show(ys[0])} … ${xs[xs.length - 1]}: ${show(ys[ys.length - 1])}; ${words.highest} ${most[0]}: ${show(most[1])}`;
  const [x, y] = at(points[points.length - 1]).split(",");
  return svg("svg", { viewBox: "0 0 120 28", class: "line", role: "img", "aria-label": said },
    titled(said), svg("polyline", { points: points.map(at).join(" ") }), svg("circle", { cx: x, cy: y, r: 2.2 }));
}

function titled(text) { const node = svg("title", {}); node.textContent = text; return node; }

// The numbers of themes that were compared, with their scores; the one that was taken is marked.
function curve(title, rows) {
  const xs = rows.map((row) => row[1]), high = Math.max(...rows.map((row) => row[4])) * 1.1 || 1;
  const left = Math.min(...xs), wide = Math.max(...xs) - left || 1;
  const x = (value) => 34 + (270 * (value - left)) / wide, y = (value) => 112 - (100 * value) / high;
  const chosen = rows.find((row) => row[5]);
  const text = (props, words) => { const node = svg("text", props); node.textContent = words; return node; };
  const said = `${title}. ${rows.map((row) => `${row[1]}: ${row[4].toFixed(3)}`).join("; ")}${chosen ? `. ${words.chosen} ${chosen[1]}` : ""}`;
  const parts = [titled(said), svg("path", { class: "axis", d: "M34 8V112H308" }),
    text({ x: 30, y: 14, "text-anchor": "end" }, high.toFixed(2)), text({ x: 30, y: 114, "text-anchor": "end" }, "0"),
    svg("polyline", { points: rows.map((row) => `${x(row[1]).toFixed(1)},${y(row[4]).toFixed(1)}`).join(" ") }),
    ...rows.map((row) => svg("circle", { cx: x(row[1]).toFixed(1), cy: y(row[4]).toFixed(1), r: row[5] ? 5 : 2.5, class: row[5] ? "chosen" : "" }))];
  const last = rows[rows.length - 1];
  for (const row of new Set([rows[0], last])) if (!chosen || Math.abs(x(row[1]) - x(chosen[1])) > 22) parts.push(text({ x: x(row[1]).toFixed(1), y: 127, "text-anchor": "middle" }, String(row[1])));
  if (chosen) parts.push(svg("path", { class: "drop", d: `M${x(chosen[1]).toFixed(1)} ${y(chosen[4]).toFixed(1)}V112` }), text({ x: x(chosen[1]).toFixed(1), y: 127, "text-anchor": "middle", class: "strong" }, String(chosen[1])));
  return h("figure", { class: "curve" }, h("figcaption", {}, title, chosen ? h("span", { class: "soft" }, ` ${words.chosen} ${chosen[1]}`) : null), svg("svg", { viewBox: "0 0 316 132", role: "img", "aria-label": said }, ...parts));
}
