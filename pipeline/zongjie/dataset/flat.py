"""The tables as csv: UTF-8 with a byte order mark, so that Excel reads them, and lists joined."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from zongjie.dataset.columnar import joined
from zongjie.dataset.schema import TABLES, arrow

if TYPE_CHECKING:
    import pyarrow as pa

BOM = b"\xef\xbb\xbf"


def write_csv(name: str, batches: Iterable[pa.Table], path: Path) -> None:
    """Write table `name` to `path`: comma, quotes where needed, `\\n` after each row, null as nothing, "" as `""`."""
    import pyarrow as pa
    from pyarrow import csv

    schema = pa.schema(
        [
            pa.field(column.name, pa.string() if column.type == "list<string>" else field.type)
            for column, field in zip(TABLES[name].columns, arrow(name), strict=True)
        ]
    )
    options = csv.WriteOptions(quoting_style="needed")
    with path.open("wb") as file:
        file.write(BOM)
        with csv.CSVWriter(file, schema, write_options=options) as writer:
            for batch in batches:
                writer.write_table(joined(name, batch).cast(schema))
