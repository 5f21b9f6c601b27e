"""`zongjie.read(OUT)`: the tables of a finished dataset as typed DataFrames, each read when it is asked for."""

from __future__ import annotations

import json
import weakref
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from zongjie.dataset.fetching import here
from zongjie.dataset.folder import GENERATOR, MANIFEST
from zongjie.dataset.schema import TABLES, Column
from zongjie.errors import UsageError
from zongjie.storage import place

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

NULLABLE = {"string": "string", "int64": "Int64", "float64": "float64", "bool": "boolean", "date": "datetime64[ms]",
            "list<string>": "object"}  # fmt: skip
"""The pandas type of each type of column, as it is where values may be missing."""
WHOLE = {"int64": "int64", "bool": "bool"}
"""The same where none may be."""


class NoTableError(UsageError, KeyError):
    """The dataset has no table of that name; a `KeyError` as well, so that a `Mapping` works as one expects."""

    __str__ = Exception.__str__


class Tables(Mapping[str, "pd.DataFrame"]):
    """The tables of one dataset by name. A table is read when it is first asked for, and kept.

    Types: text `string`, whole numbers `int64` or, where they may be missing, `Int64`, truth values `bool` or
    `boolean`, dates `datetime64`, lists Python lists, coded columns categories in the order of the data dictionary. A
    column that an older dataset lacks is there and empty.
    """

    def __init__(self, out: str | Path) -> None:
        """Look at the dataset in the folder `out`; no table is read yet. From a URL the tables are fetched.

        Raises:
            UsageError: the folder holds no dataset, or one of a newer zongjie; the URL cannot be reached.
        """
        self._shown = str(out)
        self._open = ExitStack()  # what was fetched goes with this object
        weakref.finalize(self, self._open.close)
        self.folder = self._open.enter_context(here(place(out), lambda name: name.startswith("tables/")))
        self.manifest: Mapping[str, object] = MappingProxyType(manifest(self.folder, shown=self._shown))
        self._read: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._read:
            if name not in self:
                known = list(self)
                raise NoTableError(
                    f"{self._shown} 里没有表 {name!r}。有：{'、'.join(known)}。",
                    f"there is no table {name!r} in {self._shown}. It has {', '.join(known)}.",
                )
            self._read[name] = _frame(self._path(name), TABLES[name].columns)
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in TABLES and self._path(name).is_file()

    def __iter__(self) -> Iterator[str]:
        return (name for name in TABLES if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"<zongjie dataset {self._shown!r}: {', '.join(self)}>"

    def _path(self, name: str) -> Path:
        return self.folder / "tables" / f"{name}.parquet"


def read(out: str | Path) -> Tables:
    """The dataset in the folder or at the URL `out` as a mapping from table name to DataFrame.

    Raises:
        UsageError: the folder holds no dataset, or one of a newer zongjie.
    """
    return Tables(out)


def manifest(folder: Path, *tables: str, shown: str | None = None) -> dict[str, Any]:
    """What `run.json` says of the dataset in `folder`, which must have `tables`; messages call it `shown`.

    Raises:
        UsageError: the folder holds no dataset, one without these tables, or one of a newer zongjie.
    """
    try:
        found = json.loads((folder / MANIFEST).read_text("utf-8"))
        files = [folder / "tables" / f"{name}.parquet" for name in tables]
        ours = found["generator"] == GENERATOR and (folder / "tables").is_dir() and all(map(Path.is_file, files))
    except (OSError, ValueError, KeyError, TypeError):
        ours = False
    if not ours:
        raise UsageError(
            f"{shown or folder} 里没有数据集。请先用 zongjie run 生成，并给出它的输出文件夹。",
            f"there is no dataset in {shown or folder}. Make one with zongjie run and give its output folder.",
        )
    _refuse_newer(shown or str(folder), (found.get("versions") or {}).get(GENERATOR))
    return dict(found)


class Origin(NamedTuple):
    """What numbers are reckoned from: the version of zongjie and the digests of `tables/` by file."""

    version: str
    digests: Mapping[str, str]


def origin(manifest: Mapping[str, Any]) -> Origin:
    """What a manifest says of its dataset, for the manifest of what is reckoned from it: other digests, other data."""
    digests = {name: sha for name, sha in manifest.get("digests", {}).items() if name.startswith("tables/")}
    return Origin(str((manifest.get("versions") or {}).get(GENERATOR) or ""), digests)


def _refuse_newer(folder: str, made_by: str | None) -> None:
    """Refuse a dataset whose zongjie may have other tables: until 1.0 a new minor version, then a new major one."""
    from importlib.metadata import PackageNotFoundError, version

    from packaging.version import InvalidVersion, Version

    try:
        made, own = Version(made_by or "0"), Version(version(GENERATOR))
    except (InvalidVersion, PackageNotFoundError):
        return
    parts = 1 if own.major else 2
    if made.release[:parts] > own.release[:parts]:
        raise UsageError(
            f"{folder} 里的数据集由较新的 zongjie {made} 写成，这里是 {own}。请升级：python -m pip install -U zongjie",
            f"the dataset in {folder} was made by zongjie {made}, newer than this one, {own}. "
            "Upgrade: python -m pip install -U zongjie",
        )


def _frame(path: Path, columns: tuple[Column, ...]) -> pd.DataFrame:
    import pandas as pd
    from pyarrow import parquet

    table = parquet.read_table(path)
    made = {column.name: _series(table, column) for column in columns}
    return pd.DataFrame(made, index=pd.RangeIndex(table.num_rows))


def _series(table: pa.Table, column: Column) -> pd.Series:
    import pandas as pd
    from pandas.api.types import pandas_dtype

    if column.name not in table.column_names:
        return pd.Series([None] * table.num_rows, dtype=pandas_dtype(NULLABLE[column.type]))
    cells = table[column.name]
    if column.type == "date":
        return pd.Series(cells.to_numpy(zero_copy_only=False), dtype=pandas_dtype(NULLABLE["date"]))
    values = cells.to_pylist()
    if column.values:
        # A value that this dictionary does not know must not turn into a gap.
        extra = sorted(set(values) - {None} - set(column.values))
        return pd.Series(pd.Categorical(values, categories=[*column.values, *extra], ordered=False))
    types = NULLABLE if column.nullable else NULLABLE | WHOLE
    return pd.Series(values, dtype=pandas_dtype(types[column.type]))
