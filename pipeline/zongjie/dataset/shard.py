"""A piece of a dataset as bytes: tables of some whole sources, as Arrow streams one behind the other."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from zongjie.dataset.schema import TABLES, arrow

if TYPE_CHECKING:
    import pyarrow as pa

COMPRESSION = "zstd"
ROWS = 10_000
"""Rows that are compressed at once: a copy of them is made, and a long document has hundreds of thousands."""


def pack(tables: Mapping[str, pa.Table]) -> bytes:
    """The tables as bytes: the same tables give the same bytes. Labels of columns are left out: `unpack` knows them."""
    import pyarrow as pa
    from pyarrow import ipc

    streams = []
    for name, table in tables.items():
        plain = pa.schema([field.remove_metadata() for field in table.schema])
        sink = pa.BufferOutputStream()
        with ipc.new_stream(sink, plain, options=ipc.IpcWriteOptions(compression=COMPRESSION)) as stream:
            for first in range(0, table.num_rows, ROWS):
                some = table.slice(first, ROWS).combine_chunks()
                stream.write_table(pa.table(some.columns, schema=plain))
        streams.append((name, sink.getvalue()))
    head = json.dumps({name: len(data) for name, data in streams}).encode()
    return b"".join([head, b"\n", *(data for _, data in streams)])


def unpack(data: bytes) -> dict[str, pa.Table]:
    """The tables that `pack` made bytes of, in their order; those of the dataset with its schemas."""
    import pyarrow as pa
    from pyarrow import ipc

    end = data.index(b"\n")
    at, tables = end + 1, {}
    for name, size in json.loads(data[:end]).items():
        with ipc.open_stream(io.BytesIO(memoryview(data)[at : at + size])) as stream:
            table = stream.read_all()
        tables[name] = pa.table(table.columns, schema=arrow(name)) if name in TABLES else table
        at += size
    return tables
