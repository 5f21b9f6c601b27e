"""Annotations for `zongjie evaluate` and `zongjie train` from documents that people read whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from zongjie.errors import Message, UsageError
from zongjie.evaluate.records import ALLOWED, FIELDS
from zongjie.review.application import corrected
from zongjie.review.kinds import KINDS
from zongjie.review.records import Row
from zongjie.review.resolution import Resolved, Resolver
from zongjie.review.returned import Fault

WIDEST = 400
"""Characters on either side that an anchor may take to make a quote unique."""
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
Cells = dict[str, object]


@dataclass(frozen=True, slots=True)
class Gold:
    """What was written: documents, records, and records left out with the reason."""

    documents: int
    records: int
    left_out: tuple[Fault, ...]


def gold(out: Path, folder: Path, *, prefer: str | None = None) -> Gold:
    """Write `train/texts/*.txt` and `train/gold/*.json` to `folder`, a pair for each document that was read whole.

    Texts bear the names of their files, with `.txt` and, where a file holds several documents, a number: to evaluate
    those, run zongjie on `train/texts`. The folder is a corpus for `zongjie train`; its parts are what `--texts` and
    `--gold` of `zongjie evaluate` name. Records on which people disagree, and those that nobody saw, are optional:
    they count neither for nor against.

    Raises:
        UsageError: nobody has read a document whole.
    """
    resolver = Resolver(out)
    resolved = resolver.resolve(prefer)
    of_document: dict[str, list[Resolved]] = {}
    for one in resolved:
        of_document.setdefault(one.document_id, []).append(one)
    read = {row["document_id"]: row for row, _ in resolver.read_whole()}
    if not read:
        raise UsageError(
            f"{out} 里还没有人整篇读过的文档（xlsx 只看单条）。请用 labelstudio、doccano 或 qdpx 导出、改好、导入。",
            f"nobody has read a document of {out} whole (xlsx shows single records). Export with labelstudio, doccano "
            "or qdpx, correct and import.",
        )
    texts, annotations = folder / "train" / "texts", folder / "train" / "gold"
    for place in (texts, annotations):
        place.mkdir(parents=True, exist_ok=True)
    left: list[Fault] = []
    records, taken = 0, set[str]()
    for row in resolver.dataset.documents:
        if row["document_id"] not in read:
            continue
        name = _name(row, resolver.documents[row["path"]], taken)
        text = resolver.text(row)[row["start"] : row["end"]]
        content = _annotation(resolver, row, text, of_document.get(row["document_id"], []), left)
        (texts / name).write_text(text, "utf-8", newline="\n")
        said = json.dumps({"path": name, **content}, ensure_ascii=False, indent=1) + "\n"
        (annotations / f"{name.removesuffix('.txt')}.json").write_text(said, "utf-8", newline="\n")
        records += sum(len(some) for kind, some in content.items() if kind in KINDS)
    return Gold(len(read), records, tuple(left))


def _name(row: Row, siblings: list[Row], taken: set[str]) -> str:
    """The name of a document's text: that of its file, numbered where it is one of several."""
    plain = UNSAFE.sub("_", PurePosixPath(row["path"]).name)
    stem = plain.removesuffix(".txt")
    if len(siblings) > 1:
        stem = f"{stem}_{row['index']:02d}"
    name = f"{stem}.txt"
    if name in taken:  # two folders hold files of one name
        name = f"{stem}_{row['document_id']}.txt"
    taken.add(name)
    return name


def _annotation(
    resolver: Resolver, row: Row, text: str, some: list[Resolved], left: list[Fault]
) -> dict[str, list[Cells]]:
    found: dict[str, list[Cells]] = {"documents": [_document(row, text)], **{name: [] for name in KINDS}}
    for table, record, optional in _records(resolver, row, some):
        where = f"{row['path']} {record['start']}–{record['end']} {record['text']!r}"
        start, end = record["start"] - row["start"], record["end"] - row["start"]
        anchor = unique(text, start, end)
        cells: Cells = {name: record.get(name) for name in FIELDS[table]}
        wrong = [name for name, value in cells.items() if name in ALLOWED and value not in ALLOWED[name]]
        if anchor is None or wrong:
            what = (
                Message("没有唯一的原文", "no unique quote")
                if anchor is None
                else Message(f"缺 {wrong}", f"no {wrong}")
            )
            left.append(Fault(where, what))
            continue
        cells |= {"value_high": record["value_high"]} if record.get("value_high") is not None else {}
        quote: Cells = {"quote": text[start:end]}
        if anchor != quote["quote"]:
            quote["anchor"] = anchor
        found[table].append({**quote, **cells, **({"optional": True} if optional else {})})
    return found


def _records(resolver: Resolver, row: Row, some: list[Resolved]) -> Iterator[tuple[str, Row, bool]]:
    """The records of a document as people have them; the machine's where they disagree or said nothing are optional."""
    decided: set[tuple[str, str]] = set()
    for one in some:
        table = one.correction.table
        if one.row is not None and one.conflict is None:
            decided.add((table, one.row[KINDS[table].id]))
        if one.conflict is None and one.correction.action != "delete":
            yield table, corrected(one), False
    for table, kind in KINDS.items():
        for machine in resolver.rows.get((table, row["document_id"]), []):
            if (table, machine[kind.id]) not in decided:
                yield table, machine, True


def _document(row: Row, text: str) -> Cells:
    """Title, and the shortest first and last words that the text has once."""
    sizes = [*range(12, min(len(text), WIDEST), 4), len(text)]
    first = next(text[:n] for n in sizes if n == len(text) or text.count(text[:n]) == 1)
    last = next(text[-n:] for n in sizes if n == len(text) or text.count(text[-n:]) == 1)
    return {"title": row["title"] or "", "first": first, "last": last}


def unique(text: str, start: int, end: int) -> str | None:
    """The evidence, widened until the text has it once and it holds the evidence once; None where nothing does."""
    quote = text[start:end]
    for size in (0, 2, 4, 8, 16, 32, 64, 128, 256, WIDEST):
        for low, high in ((start - size, end + size), (start, end + size), (start - size, end)):
            anchor = text[max(0, low) : high]
            if anchor.count(quote) == 1 and text.count(anchor) == 1:
                return anchor
    return None
