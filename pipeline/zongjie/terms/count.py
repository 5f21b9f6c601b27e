"""Counts a dictionary over a dataset: the tables of hits, documents, concepts, years, groups, and coverage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from zongjie.errors import UsageError
from zongjie.terms.dictionary import Dictionary
from zongjie.terms.tables import Dataset
from zongjie.terms.use import USES, Use

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from zongjie.terms.scan import Scanned
    from zongjie.terms.tables import Tables
    from zongjie.terms.tally import Tally

    Sink = Callable[[pa.Table], None]

Unit = Literal["documents", "clusters"]
DRAWS = 1000  # of the bootstrap: percentiles of 95 % need some 25 draws beyond each end
STRINGS = ["document_id", "sentence_id", "text", "concept", "word", "use", "cue", "role", "section_role", "path",
           "period", "sentence"]  # fmt: skip
HITS = ["document_id", "sentence_id", "start", "end", "text", "concept", "word", "use", "cue", "role", "section_role",
        "year", "period", "path", "sentence"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class TermTables:
    """The tables as DataFrames, and `summary`: how much was read and how it was counted.

    `hits` is empty where they were sent elsewhere (`hits_to`).
    """

    hits: pd.DataFrame
    by_document: pd.DataFrame
    by_concept: pd.DataFrame
    by_year: pd.DataFrame
    by_group: pd.DataFrame
    coverage: pd.DataFrame
    summary: dict[str, object] = field(default_factory=dict)

    def frames(self) -> dict[str, pd.DataFrame]:
        """The tables by name, in the order in which they are written."""
        names = ("by_concept", "by_year", "by_group", "by_document", "hits", "coverage")
        return {name: getattr(self, name) for name in names}


def count(
    out_or_tables: Tables,
    dictionary: Dictionary,
    *,
    by: Sequence[str] = (),
    unit: Unit = "documents",
    uses: Sequence[Use] = USES,
    seed: int = 0,
    draws: int = DRAWS,
    hits_to: Sink | None = None,
) -> TermTables:
    """Count the words of a dictionary in a dataset, a folder that `zongjie run` wrote or its tables as DataFrames.

    `by` names columns of `documents` or fields of `document_fields`; `uses` the uses that `count` and the rates take in
    (each use has its own column anyway); `unit` `clusters` counts near duplicates as one. `hits_to` takes the hits
    batch by batch, so that they need not fit in memory.

    Raises:
        UsageError: there is no dataset, a column or a use is unknown.
    """
    import pandas as pd
    import pyarrow as pa

    from zongjie.terms.match import Matcher
    from zongjie.terms.rates import by_group, observations
    from zongjie.terms.scan import scan
    from zongjie.terms.tally import Tally

    _check(uses, unit)
    dataset = Dataset(out_or_tables)
    labels = {column: dataset.values(column) for column in by}
    matcher = Matcher(dictionary)
    of = observations(dataset.documents, unit == "clusters")
    tally = Tally(dictionary, len(dataset.documents), frozenset(uses), of.weight)
    gathered: list[pa.Table] = []
    for part in scan(dataset, matcher):
        tally.add(part)
        if part.hits:
            (hits_to or gathered.append)(_hits(dataset, dictionary, part))

    def grouped(values: pd.Series) -> list[dict[str, object]]:
        labels = [None if pd.isna(value) else str(value) for value in values]
        return by_group(tally, labels, of, seed=seed, draws=draws)

    years = pd.DataFrame(grouped(dataset.documents["year"])).rename(columns={"value": "year"})
    if len(years):
        years["year"] = pd.to_numeric(years["year"]).astype("Int64")
    groups = pd.DataFrame([{"by": name, **row} for name, values in labels.items() for row in grouped(values)])
    whole = pd.DataFrame(by_group(tally, [""] * len(dataset.documents), of, seed=seed, draws=draws))
    table = pa.concat_tables(gathered) if gathered else _hit_schema().empty_table()
    return TermTables(
        hits=table.to_pandas(),
        by_document=_documents(dataset, tally, of.weight),
        by_concept=_concepts(whole, tally),
        by_year=years,
        by_group=groups,
        coverage=_coverage(tally, matcher.excluded, matcher.inside),
        summary=_summary(dataset, dictionary, tally, unit, uses, seed, draws),
    )


def _check(uses: Sequence[str], unit: str) -> None:
    if not uses:
        raise UsageError(
            f"没有给出计入的用法；可用 {'、'.join(USES)}，不给则全部计入。",
            f"no use is given that counts: use some of {', '.join(USES)}, or leave the choice out to count all.",
        )
    unknown = [use for use in uses if use not in USES]
    if unknown:
        raise UsageError(
            f"不认识用法 {'、'.join(unknown)}；可用 {'、'.join(USES)}。",
            f"unknown use {', '.join(unknown)}: use some of {', '.join(USES)}.",
        )
    if unit not in ("documents", "clusters"):
        raise UsageError(
            f"不能按 {unit} 计；可用 documents、clusters。", f"cannot count {unit}: documents or clusters."
        )


def _hit_schema() -> pa.Schema:
    import pyarrow as pa

    return pa.schema([(name, pa.string() if name in STRINGS else pa.int64()) for name in HITS])


def _hits(dataset: Dataset, dictionary: Dictionary, part: Scanned) -> pa.Table:
    """The hits of a batch as rows, in the order of the text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    hits, entries = part.hits, dictionary.entries
    rows = part.batch.take(pa.array([hit.row for hit in hits], pa.int64()))
    ids, roles = dataset.section_roles
    documents = dataset.documents.iloc[part.document[[hit.row for hit in hits]]]
    columns = {
        **{name: rows[name] for name in ("document_id", "sentence_id", "role")},
        **{name: [getattr(hit, name) for hit in hits] for name in ("start", "end", "text", "use")},
        "cue": [hit.cue or None for hit in hits],
        "concept": [entries[hit.entry].concept for hit in hits],
        "word": [entries[hit.entry].word for hit in hits],
        "section_role": roles.take(pc.index_in(rows["section_id"], value_set=ids)),
        "year": pa.array(documents["year"].tolist(), pa.int64(), from_pandas=True),
        **{name: pa.array(documents[name], pa.string(), from_pandas=True) for name in ("period", "path")},
        "sentence": rows["text"],
    }
    return pa.table([columns[name] for name in HITS], schema=_hit_schema())


def _documents(dataset: Dataset, tally: Tally, weight: object) -> pd.DataFrame:
    """A row for each document and concept, zeros included."""
    import numpy as np
    import pandas as pd

    from zongjie.terms.rates import DIGITS, PER

    documents, concepts = dataset.documents, tally.dictionary.concepts
    number = np.repeat(np.arange(len(documents)), len(concepts))
    counts, chars, body = tally.counts.reshape(-1), tally.chars[number], tally.body[number]
    uses = tally.uses.reshape(-1, len(USES))
    headings = uses[:, USES.index("heading")] if tally.counts_use("heading") else 0
    frame = documents.iloc[number][["document_id", "path", "title", "year", "period"]].reset_index(drop=True)
    frame["document_weight"] = np.asarray(weight)[number]
    frame["concept"] = np.tile(np.array(concepts, dtype=object), len(documents))
    frame["count"] = counts
    for at, use in enumerate(USES):
        frame[use] = uses[:, at]
    frame["weighted"] = tally.weighted.reshape(-1)
    frame["sentences_with"] = tally.within.reshape(-1)
    frame["sentences"], frame["chars"], frame["chars_body"] = tally.sentences[number], chars, body

    def rate(above: object, below: object, times: int) -> pd.Series:
        divided = pd.Series(above) * times / pd.Series(below).where(pd.Series(below) > 0)
        return divided.round(DIGITS)

    frame["per_1000"] = rate(counts, chars, PER)
    frame["per_1000_body"] = rate(counts - headings, body, PER)
    frame["per_sentence"] = rate(counts, tally.sentences[number], 1)
    return frame


def _concepts(whole: pd.DataFrame, tally: Tally) -> pd.DataFrame:
    """The rows of the whole corpus, with how many of each concept's words occur."""
    if not len(whole):
        return whole
    entries = tally.dictionary.entries
    found = tally.word_hits > 0
    frame = whole.drop(columns="value")
    words = [[at for at, one in enumerate(entries) if one.concept == concept] for concept in frame["concept"]]
    frame["words"] = [len(some) for some in words]
    frame["words_found"] = [int(found[some].sum()) for some in words]
    return frame


def _coverage(tally: Tally, excluded: dict[int, int], inside: dict[int, int]) -> pd.DataFrame:
    """A row for each word, the most frequent first in each concept; `found` false for those that never occur.

    `count` and `documents` keep to the uses and the observations that were asked for, as in the other tables; `hits`
    and `found` tell of the word itself.
    """
    import pandas as pd

    from zongjie.terms.rates import DIGITS

    order = {concept: at for at, concept in enumerate(tally.dictionary.concepts)}
    rows = [
        {
            "concept": one.concept, "word": one.word, "group": one.group or None, "match": one.match,
            "line": one.line, "count": round(float(tally.word_count[at]), DIGITS), "hits": int(tally.word_hits[at]),
            "documents": int(tally.word_documents[at]),
            "documents_total": len(tally.chars), "excluded": excluded.get(at, 0), "inside": inside.get(at, 0),
            "found": bool(tally.word_hits[at]),
        }
        for at, one in enumerate(tally.dictionary.entries)
    ]  # fmt: skip
    rows.sort(key=lambda row: (order[str(row["concept"])], -float(str(row["count"])), int(str(row["line"]))))
    return pd.DataFrame(rows)


def _summary(
    dataset: Dataset, dictionary: Dictionary, tally: Tally, unit: str, uses: Sequence[str], seed: int, draws: int
) -> dict[str, object]:
    return {
        "dictionary": dictionary.name,
        "dictionary_sha256": dictionary.sha256,
        "concepts": len(dictionary.concepts),
        "words": len(dictionary.entries),
        "words_found": int((tally.word_hits > 0).sum()),
        "documents": len(dataset.documents),
        "documents_without_year": int(dataset.documents["year"].isna().sum()),
        "sentences": int(tally.sentences.sum()),
        "chars": int(tally.chars.sum()),
        "chars_body": int(tally.body.sum()),
        "hits": int(tally.uses.sum()),
        "unit": unit,
        "uses": list(uses),
        "seed": seed,
        "draws": draws,
        "dataset": None if dataset.origin is None else dataset.origin._asdict(),
    }
