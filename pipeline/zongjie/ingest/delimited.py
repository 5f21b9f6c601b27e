"""Tables in text files: csv with any delimiter, and jsonl."""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections import Counter
from collections.abc import Iterable, Iterator

from zongjie.config import Settings
from zongjie.document import Source
from zongjie.errors import Message, UnreadableError
from zongjie.ingest.content import tidy
from zongjie.ingest.encoding import decode
from zongjie.ingest.grid import MOST_CELLS, Cell, Extent, Grid, Row, cell_text, sources, too_many_cells

DELIMITERS = ",;\t|"  # of equals the first
LARGEST_FIELD = 2**31 - 1  # characters; the most that the csv module takes on every platform
SAMPLE = 64_000  # characters from which the delimiter is told
SAMPLE_ROWS = 50
NUL = "\0"  # no decoded text has it: a line of two such cells after the last is a row of its own unless a quote is open
JSON = str | int | float | bool | None | dict[str, "JSON"] | list["JSON"]


def read_csv(data: bytes, name: str, settings: Settings) -> list[Source]:
    """One source for each record of a csv or tsv file."""
    return sources([csv_grid(data)], name, "text/csv", settings)


def csv_grid(data: bytes) -> Grid:
    """A csv file as a table. Rows are numbered as a spreadsheet shows them: a quoted line break starts no row."""
    content = decode(data)
    text, delimiter = content.text, ""
    first = 1
    if text[:4].lower() == "sep=" and len(text) > 4:
        delimiter, first = text[4], 2  # Excel's own way to say it; the line is not shown
        text = text.partition("\n")[2]
    delimiter = delimiter or sniff_delimiter(text)
    return Grid("", _rows(text, delimiter, first), content.encoding, content.notes)


def _rows(text: str, delimiter: str, first: int) -> tuple[Row, ...]:
    """The rows of the table; where a quote is never closed, the last row, which swallowed the rest, is a fault."""
    rows: list[Row] = []
    extent = Extent()
    for number, cells in enumerate(_records(_with_end(text, delimiter), delimiter), first):
        extent.add(number, cells)
        rows.append(Row(number, tuple(cells)))
    last = rows.pop()
    if last.cells == (NUL, NUL):
        return tuple(rows)
    fault = _unclosed(last.number)
    if not any(row.cells for row in rows):  # the header itself
        raise UnreadableError(fault.zh, fault.en)
    return (*rows, Row(last.number, (), fault))


def _with_end(text: str, delimiter: str) -> Iterable[str]:
    return itertools.chain(io.StringIO(text, newline=""), [NUL + delimiter + NUL])


def _unclosed(row: int) -> Message:
    return Message(
        f"第 {row} 行的引号没有闭合，其后的内容都在这一个单元格里，没有读；请补上引号，或把文中的引号写成两个",
        f"a quote opened in row {row} is never closed, so all that follows stands in one cell, and was not read: close "
        'it, or write each " inside a cell as ""',
    )


def sniff_delimiter(text: str) -> str:
    """The delimiter that cuts the first records into the same number of cells most often, more cells first."""

    def agreement(delimiter: str) -> tuple[int, int]:
        records = itertools.islice(_records(io.StringIO(text[:SAMPLE], newline=""), delimiter), SAMPLE_ROWS)
        counts = Counter(len(cells) for cells in records if cells)
        columns, agreeing = max(counts.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        return (agreeing, columns) if columns > 1 else (0, 1)

    return max(DELIMITERS, key=agreement)


def _records(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    limit = csv.field_size_limit(LARGEST_FIELD)  # 131,072 by default, less than a long report
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    finally:
        csv.field_size_limit(limit)


def read_jsonl(data: bytes, name: str, settings: Settings) -> list[Source]:
    """One source for each line of a jsonl file; a line that is no JSON object is a row with status `failed`."""
    return sources([jsonl_grid(data)], name, "application/jsonl", settings)


def jsonl_grid(data: bytes) -> Grid:
    """A jsonl file as a table under a header (numbered 0) of all the keys in their order."""
    content = decode(data)
    records: list[tuple[int, dict[str, JSON] | Message]] = []
    keys: dict[str, None] = {}
    for number, line in enumerate(content.text.split("\n"), 1):
        if line.strip():
            record = _record(line)
            records.append((number, record))
            keys |= dict.fromkeys(record if isinstance(record, dict) else ())
    if len(records) * len(keys) > MOST_CELLS:  # every line may bring keys of its own, so the table can be far larger
        raise too_many_cells(len(records) * len(keys))
    rows = [Row(0, tuple(map(tidy, keys)))]
    for number, record in records:
        if isinstance(record, dict):
            rows.append(Row(number, tuple(_json_text(record.get(key)) for key in keys)))
        else:
            rows.append(Row(number, (), record))
    return Grid("", tuple(rows), content.encoding, content.notes)


def _record(line: str) -> dict[str, JSON] | Message:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as fault:
        return Message(f"这一行不是 JSON（{fault}），请改正", f"this line is not JSON ({fault}): correct it")
    if isinstance(record, dict):
        return record
    return Message("这一行不是 JSON 对象，请写成 {…}", "this line is not a JSON object: write it as {…}")


def _json_text(value: JSON) -> str:
    if isinstance(value, dict | list):
        return tidy(json.dumps(value, ensure_ascii=False))
    cell: Cell = value
    return cell_text(cell)
