"""Rows of a sheet as XML, a whole column at a time.

Cell by cell, the sheets of a million characters of text (half a million cells) cost more than any other file of the
dataset; Arrow makes the same text of a whole column. All around the rows, such as styles, headings, comments and
links, is XlsxWriter's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa
    from xlsxwriter.worksheet import Worksheet

    Fit = Callable[[int, int, str], str]
    """Row, column and text of a cell → the text as the cell can hold it."""

LARGEST = 2**53
"""The largest whole number that a cell, which is a double, holds without loss."""
FIRST_DATE = date(1900, 1, 1)
"""The first day that Excel knows."""

ILLEGAL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{fffe}\x{ffff}]"
"""Characters that XML cannot hold, as RE2 writes them; no surrogate is in an Arrow text."""
ESCAPES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "_x000D_"))
CODE = r"(_x[0-9A-Fa-f]{4}_)"
"""What Excel reads as the code of a character: `_x0041_` is A, unless its first mark is written as a code itself."""
EDGE = r"^[\s\p{Z}]|[\s\p{Z}]$"
"""White space that a reader of XML would take away."""

TEXT = ' t="inlineStr">'
UNIX_DAY = 25_569
"""1970-01-01 in the days that Excel counts, among them a 29 February 1900 that never was."""
LEAP_DAY = date(1900, 3, 1)


@dataclass(frozen=True, slots=True)
class Styles:
    """The numbers of the formats that cells bear."""

    date: int
    link: int


def pour(
    page: Worksheet, first: int, columns: Sequence[pa.Array], linked: Mapping[int, pa.Array], styles: Styles
) -> None:
    """Write rows to a sheet that streams, from row `first` on (0 is the header); all texts must fit, see `fitted`.

    `linked` tells by column which cells look like links. No row before these can be written afterwards.
    """
    import pyarrow as pa
    from xlsxwriter.utility import xl_col_to_name

    last = first + len(columns[0]) - 1
    numbers = pa.array(range(first + 1, last + 2)).cast(pa.string())
    cells = [
        _joined(f'<c r="{xl_col_to_name(at)}', numbers, '"', *_drawn(column, linked.get(at), styles), "</c>")
        for at, column in enumerate(columns)
    ]
    rows = _joined('<row r="', numbers, '">', *cells, "</row>", nulls="skip")
    page._check_dimensions(last, len(columns) - 1)
    page._write_single_row(last)  # writes the row that waits, and goes on behind these
    page.fh.write("".join(rows.to_pylist()))


def fitted(columns: Sequence[pa.Array], most: int, fit: Fit) -> list[pa.Array]:
    """The columns, with each text that XML or a cell of `most` UTF-16 units cannot hold put through `fit`."""
    import pyarrow as pa

    texts = {at: column for at, column in enumerate(columns) if pa.types.is_string(column.type)}
    unfit = sorted((row, at) for at, column in texts.items() for row in _unfit(column, most))
    made = {at: columns[at].to_pylist() for _, at in unfit}
    for row, at in unfit:
        made[at][row] = fit(row, at, made[at][row])
    return [pa.array(made[at], column.type) if at in made else column for at, column in enumerate(columns)]


def _unfit(column: pa.Array, most: int) -> list[int]:
    import pyarrow.compute as pc

    long = pc.greater(pc.binary_length(column), most)  # UTF-8 has at least as many bytes as UTF-16 has units
    rows: list[int] = pc.indices_nonzero(pc.or_(long, pc.match_substring_regex(column, ILLEGAL))).to_pylist()
    return rows


def _drawn(column: pa.Array, linked: pa.Array | None, styles: Styles) -> tuple[pa.Array | str, pa.Array]:
    """The rest of the cells' tags, and what stands in them, null where there is no cell."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_string(column.type):
        kind = TEXT if linked is None else pc.if_else(linked, f' s="{styles.link}"{TEXT}', TEXT)
        return kind, _text(pc.if_else(pc.equal(column, ""), pa.scalar(None, column.type), column))
    if pa.types.is_boolean(column.type):
        return ' t="b">', _value(column.cast(pa.int8()))
    if pa.types.is_date(column.type):
        leap = pc.if_else(pc.less(column, LEAP_DAY), 1, 0)
        days = pc.subtract(pc.add(column.cast(pa.int32()), UNIX_DAY), leap)
        return _or_text(f' s="{styles.date}">', days, column, pc.less(column, FIRST_DATE))
    if pa.types.is_integer(column.type):
        return _or_text(">", column, column, pc.or_(pc.greater(column, LARGEST), pc.less(column, -LARGEST)))
    numbers = pc.if_else(pc.is_nan(column), pa.scalar(None, column.type), column)
    return _or_text(">", numbers, numbers, pc.is_inf(numbers))


def _or_text(kind: str, numbers: pa.Array, values: pa.Array, beyond: pa.Array) -> tuple[pa.Array | str, pa.Array]:
    """Numbers, or where they are beyond what a cell counts with, the values as text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pc.any(beyond).as_py():
        return kind, _value(numbers)
    return pc.if_else(beyond, TEXT, kind), pc.if_else(beyond, _text(values.cast(pa.string())), _value(numbers))


def _value(numbers: pa.Array) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    digits = numbers.cast(pa.string())
    if pa.types.is_floating(numbers.type):  # a whole number without point or exponent, or pandas reads it as a fraction
        whole = pc.and_(pc.equal(numbers, pc.floor(numbers)), pc.less_equal(pc.abs(numbers), LARGEST))
        digits = pc.if_else(whole, numbers.cast(pa.int64(), safe=False).cast(pa.string()), digits)
    return _joined("<v>", digits, "</v>")


def _text(texts: pa.Array) -> pa.Array:
    import pyarrow.compute as pc

    texts = pc.replace_substring_regex(texts, CODE, r"_x005F\1")
    for character, escape in ESCAPES:
        texts = pc.replace_substring(texts, character, escape)
    edge = pc.if_else(pc.match_substring_regex(texts, EDGE), ' xml:space="preserve">', ">")
    return _joined("<is><t", edge, texts, "</t></is>")


def _joined(*parts: pa.Array | str, nulls: str = "emit_null") -> pa.Array:
    import pyarrow.compute as pc

    return pc.binary_join_element_wise(*parts, "", null_handling=nulls)
