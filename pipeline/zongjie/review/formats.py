"""Exports documents with the machine's records in the format of a tool, and reads any of these formats back."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from zongjie.errors import UsageError
from zongjie.review import doccano, labelstudio, qdpx, sheet
from zongjie.review.kinds import KINDS
from zongjie.review.records import Dataset, Page
from zongjie.review.returned import Returned, unreadable
from zongjie.review.snapshot import export_id, kept

FORMATS = ("labelstudio", "doccano", "xlsx", "qdpx")
WRITERS: dict[str, Callable[[Iterable[Page], Path, str], None]] = {
    "labelstudio": labelstudio.write,
    "doccano": doccano.write,
    "qdpx": qdpx.write,
}
"""Of those that show whole documents."""


def export(
    out: Path, to: str, file: Path, *, tables: Sequence[str] = (), sample: Path | None = None
) -> tuple[int, int]:
    """Write the documents of the dataset in `out` for a tool; the number of documents and of records.

    `sample` is a file of `sample`: xlsx has its records alone, the other formats the documents that hold them, with all
    their records, so that what the machine missed can be seen. What was shown is kept in OUT/review/exports.

    Raises:
        UsageError: there is no dataset, or the sample's records are none of its.
    """
    dataset = Dataset(out)
    chosen = tuple(name for name in KINDS if not tables or name in tables)
    strata = None if sample is None else read_sample(sample)
    documents = None if strata is None else _documents_of(dataset, chosen, strata, sample)
    only = set(strata) if strata is not None and to == "xlsx" else None
    drawn = "" if strata is None else hashlib.sha256("".join(sorted(strata)).encode()).hexdigest()
    key = export_id(out, to, chosen, drawn)
    return _write(dataset, to, file, key, chosen, documents, only, strata or {})


def _write(
    dataset: Dataset, to: str, file: Path, key: str, tables: Sequence[str], documents: set[str] | None,
    only: set[str] | None, strata: dict[str, str],
) -> tuple[int, int]:  # fmt: skip
    count = [0, 0]

    def pages() -> Iterator[Page]:
        for page in dataset.pages(tables, documents):
            if only is not None:
                page = replace(page, items=tuple(item for item in page.items if item.id in only))
            count[0] += 1
            count[1] += len(page.items)
            yield page

    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.part")
    try:
        with kept(dataset.out, key, tables, whole=to != "xlsx") as keeper:
            passing = keeper.passing(pages())
            if to == "xlsx":
                sheet.write(passing, part, key, evidence(dataset, tables, only), strata, tables)
            else:
                WRITERS[to](passing, part, key)
        part.replace(file)
        for beside in (labelstudio.interface_of, doccano.labels_of):
            if beside(part).exists():
                beside(part).replace(beside(file))
    finally:
        part.unlink(missing_ok=True)
    return count[0], count[1]


def evidence(dataset: Dataset, tables: Sequence[str], only: set[str] | None = None) -> dict[str, str]:
    """The sentence of each record of the tables (or of those in `only`), by record id."""
    of: dict[str, str] = {}
    for table in tables:
        own = KINDS[table].id
        for row in dataset.rows(table, [own, "sentence_id"]):
            if row["sentence_id"] and (only is None or row[own] in only):
                of[row[own]] = row["sentence_id"]
    sentences = dataset.sentences(set(of.values()))
    return {key: sentences[sentence]["text"] for key, sentence in of.items() if sentence in sentences}


def _documents_of(dataset: Dataset, tables: Sequence[str], strata: dict[str, str], sample: Path | None) -> set[str]:
    documents = {
        row["document_id"]
        for table in tables
        for row in dataset.rows(table, [KINDS[table].id, "document_id"])
        if row[KINDS[table].id] in strata
    }
    if not documents:
        raise UsageError(
            f"{sample} 里的记录都不在 {dataset.out} 里。请用同一个数据集抽样和导出。",
            f"no record of {sample} is in {dataset.out}. Sample and export the same dataset.",
        )
    return documents


def read_sample(file: Path) -> dict[str, str]:
    """The records of a sample and their strata, by record id, from the xlsx or jsonl that `sample` wrote.

    Raises:
        UsageError: the file holds no records.
    """
    try:
        if file.suffix.lower() == ".jsonl":
            rows = [json.loads(line) for line in file.read_text("utf-8-sig").split("\n") if line.strip()]
            return {str(row["record_id"]): str(row.get("stratum", "")) for row in rows}
    except (ValueError, KeyError, TypeError) as fault:
        raise unreadable(file, repr(fault), "zongjie review sample") from fault
    return sheet.read_strata(file)


def read(file: Path) -> Returned:
    """A corrected file; its format is told by its content.

    Raises:
        UsageError: it is of none of the formats.
    """
    if not file.is_file():
        raise UsageError(f"找不到文件 {file}。请检查路径。", f"there is no file {file}. Check the path.")
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
        return sheet.read(file) if any(name.startswith("xl/") for name in names) else qdpx.read(file)
    try:
        begin = file.read_text("utf-8-sig").lstrip()[:1]
    except UnicodeDecodeError as fault:
        raise unreadable(file, fault, ", ".join(FORMATS)) from fault
    if begin == "[":
        return labelstudio.read(file)
    if begin == "{":
        return doccano.read(file)
    raise unreadable(file, "?", ", ".join(FORMATS))
