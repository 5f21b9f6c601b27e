"""The tables of a count as files: a folder of csv and Parquet, or a workbook; hits go there batch by batch."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from zongjie.dataset.folder import GENERATOR, PART, OutputFolder
from zongjie.errors import Message, UsageError, cause
from zongjie.terms.count import HITS, TermTables

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    import pandas as pd
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

FOLDER = "terms"
"""The folder inside OUT that holds the analyses, one folder for each dictionary."""
SUMMARY = "terms.json"
ROWS = 50_000  # of hits read back at once


class Output:
    """Where a count goes: `take` gets the hits, `finish` writes the rest and moves all into place."""

    def __init__(self, target: Path) -> None:
        """Claim `target`: a file .xlsx, or a folder that is new, empty, or holds an earlier count.

        Raises:
            UsageError: another suffix, a folder with other files, or the place cannot be written.
        """
        self.target = target
        self.workbook = target.suffix.lower() == ".xlsx"
        if not self.workbook and (target.suffix.lower() in (".csv", ".parquet", ".xls", ".json") or target.is_file()):
            raise UsageError(
                f"{target} 应是 .xlsx 文件或一个文件夹（写 csv 和 parquet）。",
                f"{target} should be a file .xlsx, or a folder, which gets csv and parquet.",
            )
        self._folder = None if self.workbook else OutputFolder(target, SUMMARY)
        self.part = self._folder.part if self._folder else _beside(target)
        self._writer: ParquetWriter | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer is not None:
            self._writer.close()
        if self._folder is not None and kind is not None:
            self._folder.discard()
        shutil.rmtree(self.part, ignore_errors=True)

    def take(self, hits: pa.Table) -> None:
        """Write some hits."""
        from pyarrow import parquet

        if self._writer is None:
            self._writer = parquet.ParquetWriter(self.part / "hits.parquet", hits.schema, compression="zstd")
        self._writer.write_table(hits)

    def finish(self, found: TermTables) -> None:
        """Write every table and the summary, and put them in the place of those of an earlier count.

        Raises:
            UsageError: the place cannot be written, or a file is open in another program.
        """
        try:
            self._close(found)
            if self._folder is None:
                self._write_workbook(found)
            else:
                self._write_folder(found, self._folder)
        except OSError as fault:
            raise _unwritable(self.target, fault) from fault

    def _close(self, found: TermTables) -> None:
        if self._writer is None:
            found.hits.to_parquet(self.part / "hits.parquet", index=False)
        else:
            self._writer.close()
        self._writer = None

    def hits(self) -> Iterator[pd.DataFrame]:
        """The hits, some at a time; at least one frame."""
        import pandas as pd
        from pyarrow import parquet

        some = False
        with parquet.ParquetFile(self.part / "hits.parquet") as file:
            for batch in file.iter_batches(batch_size=ROWS):
                some = True
                frame = batch.to_pandas()
                frame["year"] = frame["year"].astype("Int64")
                yield frame
        if not some:
            yield pd.DataFrame({name: [] for name in HITS})

    def _write_workbook(self, found: TermTables) -> None:
        from zongjie.terms.workbook import write_workbook

        tables = {name: self.hits() if name == "hits" else [frame] for name, frame in _used(found).items()}
        made = self.part / "terms.xlsx"
        write_workbook(made, tables, about(found))
        made.replace(self.target)

    def _write_folder(self, found: TermTables, folder: OutputFolder) -> None:
        tables = _used(found)
        for name, frame in tables.items():
            if name != "hits":
                frame.to_parquet(self.part / f"{name}.parquet", index=False)
                frame.to_csv(self.part / f"{name}.csv", index=False, encoding="utf-8-sig", lineterminator="\n")
        with (self.part / "hits.csv").open("w", encoding="utf-8-sig", newline="") as file:
            for number, frame in enumerate(self.hits()):
                frame.to_csv(file, index=False, header=number == 0, lineterminator="\n")
        content = {"generator": GENERATOR, **found.summary, "files": sorted([*folder.files(), SUMMARY])}
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        (self.part / SUMMARY).write_text(text, "utf-8", newline="\n")
        folder.publish()


def _beside(target: Path) -> Path:
    """A hidden folder beside the workbook, so that it is moved into place at once."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=PART, dir=target.parent))
    except OSError as fault:
        raise _unwritable(target, fault) from fault


def _used(found: TermTables) -> dict[str, pd.DataFrame]:
    """The tables to be written: by_group only where a column was given."""
    return {name: frame for name, frame in found.frames().items() if name != "by_group" or len(frame.columns)}


def about(found: TermTables) -> list[Message]:
    """What was counted, over how much."""
    one = found.summary
    return [
        Message(
            f"词典 {one['dictionary']}：{one['concepts']} 个概念、{one['words']} 个词，其中 {one['words_found']} 个"
            "出现过。"
            f"n = {one['documents']:,} 篇，{one['sentences']:,} 句；"
            f"分母为清洗后不计空白的 {one['chars']:,} 字，不含标题为 {one['chars_body']:,} 字。"
            f"计入的用法：{'、'.join(map(str, _list(one['uses'])))}；观测：{one['unit']}；"
            f"区间为 95 % 自助法（{one['draws']} 次，种子 {one['seed']}）。",
            f"Dictionary {one['dictionary']}: {one['concepts']} concepts, {one['words']} words, {one['words_found']} "
            f"of them found. n = {one['documents']:,} documents, {one['sentences']:,} sentences; denominators are "
            f"{one['chars']:,} characters of the cleaned text without white space, {one['chars_body']:,} without "
            f"headings. Uses that count: {', '.join(map(str, _list(one['uses'])))}; one observation is one of "
            f"{one['unit']}; intervals: 95 %, bootstrap ({one['draws']} draws, seed {one['seed']}).",
        )
    ]


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else []


def _unwritable(target: Path, fault: OSError) -> UsageError:
    return UsageError(
        f"写不了 {target}：{cause(fault).zh}。请检查文件夹是否可写、文件是否在别的程序里打开。",
        f"cannot write {target}: {cause(fault).en}. Is the folder writable, is the file open in another program?",
    )
