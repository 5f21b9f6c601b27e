"""The texts and records that the page carries: all of a small corpus, a stated sample of a large one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from zongjie.report.embed import packed
from zongjie.report.tables import Tables

MOST_CHARACTERS = 6_000_000
"""Characters of text in the page: 18 MB of UTF-8, which leaves room for the records below 50 MB."""

MOST_RECORDS = 120_000
"""Records in the page, of all kinds: some 12 MB; a browser filters them within a keystroke."""

MOST_DOCUMENTS = 20_000
"""Documents of the sample, however short they are: their list alone has some 150 bytes each."""

AROUND = 200
"""Characters on both sides of a place whose text is not in the page: its sentence and a neighbour, mostly."""

KINDS = ("metrics", "activities", "problems", "sentences", "rejected")
"""The tables whose rows can be looked up one by one; a place names its kind by the index here."""

COLUMNS: dict[str, str] = {
    "metrics": "metric_id as id, value, value_high, unit, subject, kind, qualifier, kpi, period, direction, "
    "consistent, audit, confidence, sentence_id",
    "activities": "activity_id as id, predicate, object, type, status, actor, time, place, confidence, sentence_id",
    "problems": "problem_id as id, category, aspect, cause, measure_ids, confidence, sentence_id",
    "sentences": "sentence_id as id, sentence_id",
    "rejected": "rejected_id as id, reason, null as sentence_id",
}

Place = tuple[int, int, int, int]
"""(document, start, end, kind): `document` is the index in the page's list; start and end count in the source text."""


class Places:
    """Numbers the documents that the page names, and keeps which of their characters it has to carry.

    The sample is taken by document, in the order of their ids, which are hashes and so have no order of their own: with
    a record comes its whole text. A document that would break a bound is passed over.
    """

    def __init__(self, tables: Tables, characters: int = MOST_CHARACTERS, records: int = MOST_RECORDS) -> None:
        self._tables = tables
        self._numbers: dict[str, int] = {}
        self._pieces: dict[int, set[tuple[int, int]]] = {}
        for document, chars, found in tables.rows(_SIZES):
            if chars <= characters and found <= records and len(self._numbers) < MOST_DOCUMENTS:
                self._numbers[document] = len(self._numbers)
                characters, records = characters - chars, records - found
        self.whole = len(self._numbers)
        self._register("sample")

    def document(self, document_id: str) -> int:
        """The index of a document in the page's list."""
        return self._numbers.setdefault(document_id, len(self._numbers))

    def place(self, document_id: str | None, start: int | None, end: int | None, kind: str) -> Place | None:
        """Where the evidence of a shown number stands; its surroundings go into the page."""
        if document_id is None or start is None or end is None:
            return None
        at = self.document(document_id)
        if at >= self.whole:
            self._pieces.setdefault(at, set()).add((start, end))
        return at, start, end, KINDS.index(kind)

    def records(self) -> dict[str, dict[str, object]]:
        """The records of the documents that are whole in the page, by table, as columns."""
        made = {}
        for name in KINDS:
            made[name] = self._columns(_records(name))
        return made

    def documents(self) -> dict[str, object]:
        """The list of documents, as columns, in the order of their indices; call it after all places are named."""
        self._register("named")
        return self._columns(_DOCUMENTS)

    def texts(self) -> dict[int, list[list[object]]]:
        """The characters that the page carries: document → [first character, text]; of the sample, the whole text."""
        rows = self._tables.rows(_SPANS)
        wanted: dict[str, list[tuple[int, int, int]]] = {}
        for at, source, start, end in rows:
            spans = [(start, end)] if at < self.whole else _merged(self._pieces.get(at, ()), start, end)
            wanted.setdefault(source, []).extend((at, *span) for span in spans)
        made: dict[int, list[list[object]]] = {}
        for source, text in self._sources(set(wanted)):
            for at, start, end in wanted[source]:
                made.setdefault(at, []).append([start, text[start:end]])
        return dict(sorted(made.items()))

    def _columns(self, query: str) -> dict[str, object]:
        columns = self._tables.columns(query)
        return {name: packed(cells) for name, cells in columns.items()}

    def _register(self, name: str) -> None:
        """Make the numbering so far a table of the connection."""
        import pyarrow as pa

        columns = {"document_id": list(self._numbers), "nth": list(self._numbers.values())}
        schema = pa.schema([("document_id", pa.string()), ("nth", pa.int64())])
        self._tables.connection.register(name, pa.table(columns, schema=schema))

    def _sources(self, wanted: set[str]) -> Iterator[tuple[str, str]]:
        import pyarrow.compute as pc
        from pyarrow import parquet

        if not wanted:
            return
        with parquet.ParquetFile(self._tables.path("texts")) as file:
            for group in range(file.num_row_groups):
                rows = file.read_row_group(group)
                chosen: list[dict[str, Any]] = rows.filter(pc.is_in(rows["source_id"], _array(wanted))).to_pylist()
                yield from ((row["source_id"], row["text"]) for row in chosen)


def _array(values: set[str]) -> Any:
    import pyarrow as pa

    return pa.array(sorted(values))


def _merged(spans: Any, first: int, last: int) -> list[tuple[int, int]]:
    """The surroundings of `spans` within a document, those that meet as one."""
    made: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        start, end = max(first, start - AROUND), min(last, end + AROUND)
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], end))
        else:
            made.append((start, end))
    return made


def _records(name: str) -> str:
    role = "r.role" if name == "sentences" else "s.role"
    themed = name in ("activities", "problems", "sentences")
    theme = "m.theme_id as theme, m.subtheme_id as subtheme" if themed else "null as theme, null as subtheme"
    join = "left join theme_members m on m.record_id = r.id" if themed else ""
    sentence = "" if name == "sentences" else "left join sentences s on s.sentence_id = r.sentence_id"
    role = "null" if name == "rejected" else role
    own = ", role" if name == "sentences" else ""
    return f"""
    with r as (select document_id, start, "end", {COLUMNS[name]}{own} from {name})
    select d.nth as doc, r.start, r."end", r.* exclude (document_id, start, "end", sentence_id{own}),
      {role} as role, {theme}
    from r join sample d using (document_id) {sentence if name != "rejected" else ""} {join}
    order by d.nth, r.start, r."end", r.id
    """


_SPANS = 'select nth, source_id, start, "end" from docs join named using (document_id) order by nth'

_SIZES = """
select d.document_id, d."end" - d.start, coalesce(sum(n), 0)::bigint
from docs d left join (
  select document_id, count(*) as n from metrics group by all union all
  select document_id, count(*) from activities group by all union all
  select document_id, count(*) from problems group by all union all
  select document_id, count(*) from sentences group by all union all
  select document_id, count(*) from rejected group by all
) using (document_id)
group by all order by d.document_id
"""

_DOCUMENTS = """
select document_id as id, path, title, issuer, region, type, year, chars, reused_share, ceremony_share, start, "end"
from docs join named using (document_id) order by nth
"""
