"""What was shown to people: kept at export, so that a record that comes back can be told from one never shown."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from zongjie.errors import UsageError
from zongjie.review.records import FOLDER, Item, Page

EXPORTS = "exports"
SUFFIX = ".jsonl"


@dataclass(frozen=True, slots=True)
class Shown:
    """A document as it was exported: `whole` where all records of `tables` were shown with the text."""

    page: Page
    tables: tuple[str, ...]
    whole: bool


class Snapshot:
    """An export, by the documents in it."""

    def __init__(self, id: str, shown: dict[str, Shown]) -> None:
        self.id = id
        self.shown = shown


def export_id(out: Path, format: str, tables: Sequence[str], chosen: str) -> str:
    """A name for an export: a hash of the dataset's digests and of what is exported. Equal exports, equal names."""
    try:
        content = json.loads((out / "run.json").read_text("utf-8"))
        made: dict[str, str] = content.get("digests", {})
        digests = json.dumps(
            {name: sha for name, sha in made.items() if name.startswith(("tables/", "csv/"))}, sort_keys=True
        )
    except (OSError, ValueError, AttributeError):
        digests = ""
    whole = "\n".join((digests, format, *tables, chosen))
    return "x" + hashlib.sha256(whole.encode()).hexdigest()[:16]


@contextmanager
def kept(out: Path, id: str, tables: Sequence[str], *, whole: bool) -> Iterator[_Keeper]:
    """Keep the pages that pass through under `id`; nothing is kept where the export fails."""
    folder = out / FOLDER / EXPORTS
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{id}.part"
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            yield _Keeper(file, tuple(tables), whole)
        part.replace(folder / f"{id}{SUFFIX}")
    finally:
        part.unlink(missing_ok=True)


class _Keeper:
    def __init__(self, file: object, tables: tuple[str, ...], whole: bool) -> None:
        self._file, self._tables, self._whole = file, tables, whole

    def passing(self, pages: Iterable[Page]) -> Iterator[Page]:
        """The pages, each written down on its way."""
        for page in pages:
            row = {**asdict(page), "tables": self._tables, "whole": self._whole}
            self._file.write(json.dumps(row, ensure_ascii=False) + "\n")  # type: ignore[attr-defined]
            yield page


def load(out: Path, id: str) -> Snapshot | None:
    """The export of that name; None where OUT holds none."""
    path = out / FOLDER / EXPORTS / f"{id}{SUFFIX}"
    if not id or not path.is_file():
        return None
    shown = {}
    with path.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            tables, whole = tuple(row.pop("tables")), row.pop("whole")
            page = Page(**{**row, "items": tuple(Item(**item) for item in row["items"])})
            shown[page.document_id] = Shown(page, tables, whole)
    return Snapshot(id, shown)


def find(out: Path, id: str, documents: set[str], file: Path) -> Snapshot:
    """The export that a file came from: by its name, or else the one export that has all its documents.

    Raises:
        UsageError: no export of OUT fits, or several do.
    """
    if (named := load(out, id)) is not None:
        return named
    folder = out / FOLDER / EXPORTS
    fitting = [
        one
        for path in sorted(folder.glob(f"x*{SUFFIX}"))
        if (one := load(out, path.stem)) is not None and documents and documents <= one.shown.keys()
    ]
    if len(fitting) == 1 or (fitting and all(one.shown == fitting[0].shown for one in fitting)):
        return fitting[0]
    raise UsageError(
        f"{file} 不是从 {out} 导出的，或导出记录 {folder} 已丢失。请用 zongjie review export {out} 重新导出。",
        f"{file} does not come from an export of {out}, or the record of exports in {folder} is lost. "
        f"Export again with zongjie review export {out}.",
    )
