// The source text with every record marked, the one asked for in focus.
const WHOLE = 60000, AROUND = 6000; // characters: what a browser lays out at once without a pause
const dialog = $("evidence");
let returnTo = null;

// [document, start, end, kind] as a button that opens it.
function source(place, text, props) {
  if (!place) return h("span", {}, text);
  return button(text, () => show(place), { class: `evidence k${place[3]}${text.length < 14 ? " short" : ""}`, "aria-label": fill(words.open_evidence, { text }), ...props });
}

// A record as a cell: its place and its words, or nothing.
const proof = (pair) => (pair ? source(pair[0], pair[1]) : "–");

function citation(place) {
  const at = place[0];
  return [documents.path(at), documents.title(at), [documents.issuer(at), documents.year(at)].filter(Boolean).join(" "), fill(words.characters_at, { start: place[1], end: place[2] })].filter(Boolean).join(", ");
}

// The piece of a document's text that holds a place: [its first character, its characters].
function piece(place) {
  const pieces = data.texts[place[0]] || [];
  const found = pieces.map(([first, text]) => [first, Array.from(text)]).find(([first, text]) => first <= place[1] && place[2] <= first + text.length);
  if (!found || found[1].length <= WHOLE) return found;
  const from = Math.max(0, place[1] - found[0] - AROUND), to = Math.min(found[1].length, place[2] - found[0] + AROUND);
  return [found[0] + from, found[1].slice(from, to), from > 0 || to < found[1].length];
}

function marks(place, first, last) {
  const made = [[place[1], place[2], place[3], true]];
  data.kinds.slice(0, 3).forEach((name, kind) => {
    const table = records[name];
    for (const row of rowsOf(name, place[0])) {
      const start = table.start(row), end = table.end(row);
      if (start >= first && end <= last && !(kind === place[3] && start === place[1] && end === place[2])) made.push([start, end, kind, false]);
    }
  });
  return made;
}

// Marks may lie within each other: the text is cut where one starts or ends, and a part shows the shortest over it.
function painted(place, first, chars) {
  const last = first + chars.length, all = marks(place, first, last).sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  const edges = [...new Set([first, last, ...all.flatMap((mark) => [mark[0], mark[1]])])].sort((a, b) => a - b);
  const made = [];
  let next = 0, open = [], target = null;
  for (let at = 0; at + 1 < edges.length; at++) {
    const [from, to] = [edges[at], edges[at + 1]];
    while (next < all.length && all[next][0] <= from) open.push(all[next++]);
    open = open.filter((mark) => mark[1] > from);
    const text = chars.slice(from - first, to - first).join("");
    if (!open.length) { made.push(text); continue; }
    const asked = open.find((mark) => mark[3]);
    const top = open.reduce((a, b) => (b[1] - b[0] < a[1] - a[0] ? b : a));
    const node = h("mark", { class: `k${top[2]}${asked ? " asked" : ""}` }, text);
    if (asked && !target) { target = node; node.id = "asked"; node.tabIndex = -1; }
    made.push(node);
  }
  return [made, target];
}

function show(place, details = [], steps = null) {
  const found = piece(place), at = place[0];
  if (!dialog.open) returnTo = document.activeElement;
  const said = citation(place);
  const head = h("div", { class: "head" }, h("h2", { id: "evidence-title" }, named(at)),
    button("×", () => dialog.close(), { class: "close", "aria-label": words.close }));
  const tools = h("div", { class: "tools" },
    steps ? button("←", steps[0], { "aria-label": words.previous_record, disabled: !steps[0] }) : null,
    steps ? button("→", steps[1], { "aria-label": words.next_record, disabled: !steps[1] }) : null,
    button(words.copy_citation, () => copy(said)),
    button(words.of_document, () => { dialog.close(); explore("metrics", {}, { doc: at }); }));
  const list = details.length ? h("dl", {}, details.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)))) : null;
  const body = h("div", { class: "source", tabindex: "0", role: "region", "aria-label": words.source_text, lang: "zh-Hans" });
  const parts = [head, h("p", { class: "soft cite" }, said), tools, list];
  let target = null;
  if (found) {
    const [made, first] = painted(place, found[0], found[1]);
    target = first;
    if (at >= data.whole || found[2]) parts.push(h("p", { class: "soft" }, words.excerpt));
    body.append(...made);
  } else body.append(words.not_in_page);
  dialog.replaceChildren(...parts.filter(Boolean), body);
  if (!dialog.open) dialog.showModal();
  if (target) { target.scrollIntoView({ block: "center" }); target.focus({ preventScroll: true }); }
}

dialog.addEventListener("close", () => { if (returnTo && returnTo.isConnected) returnTo.focus(); });
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
