"""The reused passages of a dataset as a table with paths and both texts, a summary, and a file of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Literal, get_args

from zongjie.dataset.reading import manifest
from zongjie.dataset.schema import TABLES
from zongjie.errors import UsageError, cause

if TYPE_CHECKING:
    import pandas as pd

Format = Literal["xlsx", "csv", "parquet"]
FORMATS: tuple[Format, ...] = get_args(Format)
COLUMNS = (
    "unit", "path", "start", "end", "chars", "similarity", "ceremony", "other_path", "other_start", "other_end",
    "text", "other_text", "document_id", "other_document_id", "reuse_id",
)  # fmt: skip
OF_DOCUMENTS = ("path", "title", "cluster_id", "duplicate_of", "reused_share", "ceremony_share", "document_id")
LABELS = {
    "path": ("文件", "file"), "other_path": ("来自文件", "other file"), "other_text": ("来自文字", "other text"),
}  # fmt: skip
NAMED = 5  # documents that an error names


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures of a whole dataset; shares are None without documents.

    `passages` counts the rows that are not ceremony, `ceremonial` those that are. `reused_share` weighs documents by
    their characters.
    """

    documents: int
    documents_in_clusters: int
    clusters: int
    passages: int
    ceremonial: int
    reused_share: float | None
    mean_ceremony_share: float | None

    def row(self) -> dict[str, object]:
        """The figures by name, shares to four digits."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {name: round(value, 4) if isinstance(value, float) else value for name, value in values.items()}


@dataclass(frozen=True, slots=True)
class Reused:
    """The passages asked for, the documents with their clusters and shares, and the summary of the whole dataset."""

    passages: pd.DataFrame
    documents: pd.DataFrame
    summary: Summary


def read(
    out: Path,
    *,
    unit: str | None = None,
    document: str | None = None,
    min_chars: int = 0,
    min_similarity: float = 0.0,
) -> Reused:
    """The reuse in the dataset in `out`; of one document (an id, a path or a file name) both what it has and gave.

    Raises:
        UsageError: the folder holds no dataset, it was made without reuse, or it has no such document.
    """
    import pandas as pd

    _demand(out)
    documents = pd.read_parquet(out / "tables" / "documents.parquet")
    rows = pd.read_parquet(out / "tables" / "reuse.parquet")
    summary = _summary(documents, rows["ceremony"])
    if document is not None:
        ids = _named(documents, document)
        rows = rows[rows["document_id"].isin(ids) | rows["other_document_id"].isin(ids)]
    if unit is not None:
        rows = rows[rows["unit"] == unit]
    rows = rows[(rows["chars"] >= min_chars) & (rows["similarity"] >= min_similarity)].reset_index(drop=True)
    return Reused(_with_paths(rows, documents, out), documents[list(OF_DOCUMENTS)], summary)


def _demand(out: Path) -> None:
    """Refuse a folder without a dataset, and a dataset without reuse."""
    made = manifest(out, "documents")["settings"].get("reuse", False)
    if not made or not (out / "tables" / "reuse.parquet").is_file():
        raise UsageError(
            f"{out} 里的数据集没有查过重用。请不带 --no-reuse（配置里 reuse = true）重新运行 zongjie run。",
            f"the dataset in {out} was made without looking for reuse. Run zongjie run again without --no-reuse "
            "(reuse = true in the settings).",
        )


def _named(documents: pd.DataFrame, name: str) -> list[str]:
    """The ids of the documents that an id, a path or a file name stands for."""
    wanted = name.replace("\\", "/")
    paths = documents["path"].astype(str)
    for found in (
        documents["document_id"] == name,
        paths == wanted,
        paths.map(lambda p: PurePosixPath(p).name) == wanted,
    ):
        if found.any():
            return documents.loc[found, "document_id"].tolist()
    some = "、".join(paths.drop_duplicates().head(NAMED))
    raise UsageError(
        f"数据集里没有文档 {name}；请用 documents 表里的编号、路径或文件名，如 {some}。",
        f"the dataset has no document {name}; give an id, a path or a file name of the table documents, such as "
        f"{some.replace('、', ', ')}.",
    )


def _summary(documents: pd.DataFrame, ceremony: pd.Series[bool]) -> Summary:
    shares = documents[["chars", "reused_share", "ceremony_share"]].dropna()
    chars = int(shares["chars"].sum())
    return Summary(
        len(documents),
        int(documents["cluster_id"].notna().sum()),
        int(documents["cluster_id"].nunique()),
        int((~ceremony).sum()),
        int(ceremony.sum()),
        float((shares["reused_share"] * shares["chars"]).sum() / chars) if chars else None,
        float(shares["ceremony_share"].mean()) if len(shares) else None,
    )


def _with_paths(rows: pd.DataFrame, documents: pd.DataFrame, out: Path) -> pd.DataFrame:
    known = documents.set_index("document_id")
    made = rows.copy()
    made["path"] = made["document_id"].map(known["path"])
    made["other_path"] = made["other_document_id"].map(known["path"])
    sources = made["other_document_id"].map(known["source_id"])
    texts = _texts(out, set(sources[made["unit"] != "document"]))
    made["other_text"] = [
        texts[source][start:end] if unit != "document" else None
        for source, start, end, unit in zip(sources, made["other_start"], made["other_end"], made["unit"], strict=True)
    ]
    return made[list(COLUMNS)]


def _texts(out: Path, sources: set[str]) -> dict[str, str]:
    """The texts of some sources, read a row group at a time."""
    from pyarrow import parquet

    found: dict[str, str] = {}
    if not sources:
        return found
    with parquet.ParquetFile(out / "tables" / "texts.parquet") as file:
        for number in range(file.num_row_groups):
            for row in file.read_row_group(number).to_pylist():
                if row["source_id"] in sources:
                    found[row["source_id"]] = row["text"]
    return found


# -------------------------------------------------------------------------------------------------------------- files
def format_of(path: Path) -> Format:
    """The format that a file's name tells.

    Raises:
        UsageError: it tells none of `FORMATS`.
    """
    for known in FORMATS:
        if path.suffix.lower() == f".{known}":
            return known
    raise UsageError(
        f"看不出 {path} 的格式；文件名请以 {'、'.join(FORMATS)} 之一结尾。",
        f"cannot tell the format of {path}; let its name end in one of {', '.join(FORMATS)}.",
    )


def write(found: Reused, path: Path, *, lang: str = "zh") -> None:
    """Write the passages to a file; a workbook has the documents and the summary on sheets of their own.

    Raises:
        UsageError: the format is not known, or the file cannot be written.
    """
    format = format_of(path)
    try:
        if format == "csv":
            found.passages.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")
        elif format == "parquet":
            found.passages.to_parquet(path, index=False)
        else:
            _workbook(found, path, lang)
    except OSError as fault:
        raise UsageError(
            f"写不了 {path}：{cause(fault).zh}。请检查文件夹是否存在、文件是否在别的程序里打开。",
            f"cannot write {path}: {cause(fault).en}. Does the folder exist, is the file open in another program?",
        ) from fault


def _workbook(found: Reused, path: Path, lang: str) -> None:
    from zongjie.dataset.sheets import Book, Head, frame_rows

    with Book(path) as book:
        for name, table in (("reuse", found.passages), ("documents", found.documents)):
            heads = [
                Head(heading(column, lang), column, 60 if column in ("text", "other_text") else 16)
                for column in table.columns
            ]
            book.write(name, heads, frame_rows(table), freeze=0)
        page = book.page("summary")
        page.set_column(0, 0, 24)
        for row, (name, value) in enumerate(found.summary.row().items()):
            book.cell(page, row, 0, name, ("summary", name, ""))
            book.cell(page, row, 1, value, ("summary", name, ""))


def heading(column: str, lang: str) -> str:
    """The heading of a column, as the data dictionary has it."""
    if column in LABELS:
        return LABELS[column][lang != "zh"]
    known = {one.name: one for one in (*TABLES["documents"].columns, *TABLES["reuse"].columns)}
    return known[column].label_zh if lang == "zh" else known[column].label_en
