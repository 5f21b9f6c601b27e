"""The folder of every hostile file, and the dataset a run makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hostile_files import FIGURES, FILES, FORMULAS, zipped

Row = dict[str, object]
NAMES = (
    "new\nline.txt",
    "new\\x0aline.txt",
    "turned\u202etxt.exe.txt",
    "zero\u200bwidth.txt",
    "zerowidth.txt",
    '=HYPERLINK("x").txt',
    "a" * 251 + ".txt",
    "e\u0301.txt",
    "é.txt",
    "%00;rm -rf $HOME`.txt",
)


@dataclass(frozen=True)
class Written:
    """The dataset of the hostile folder: its path, and the rows of the tables by path of the source."""

    out: Path
    sources: dict[str, Row]
    metrics: dict[str, list[str]]
    texts: dict[str, str]

    def of(self, name: str) -> list[Row]:
        """The rows of a file, its members and its rows, in the order of their paths."""
        parts = (row for path, row in self.sources.items() if path == name or path.startswith((f"{name}#", f"{name}/")))
        return sorted(parts, key=lambda row: str(row["path"]))


def fill(folder: Path) -> None:
    """Every hostile file, names no file should have, links in circles, and a good file between them."""
    (folder / "good.txt").write_text(FIGURES, "utf-8")
    for name, make, _, _ in FILES:
        (folder / name).write_bytes(make())
    names = folder / "names"
    names.mkdir()
    for name in NAMES:
        (names / name).write_text(FIGURES, "utf-8")
    (names / b"\xff\xfe.txt".decode("utf-8", "surrogateescape")).write_text(FIGURES, "utf-8")
    (names / "表.csv").write_text("正文\n完成31家。\n", "utf-8")
    (names / "表.csv#2").write_text("完成31家。", "utf-8")
    links = folder / "links"
    links.mkdir()
    (links / "round").symlink_to(folder)
    (links / "itself").symlink_to(links / "itself")
    (links / "nowhere.txt").symlink_to(folder / "nothing.txt")
    with (folder / "sparse.txt").open("wb") as file:
        file.truncate(2_000_000_001)
    (folder / "formulas.csv").write_text(
        "正文,备注\n" + "".join(f"{_quoted(f)},{_quoted(f)}\n" for f in FORMULAS), "utf-8"
    )
    content = FIGURES.encode()
    members = [
        "../../out.txt",
        "/abs.txt",
        "//abs.txt",
        "C:/x.txt",
        "好.txt",
        "表.csv#2",
        "a\nb\u202e.txt",
        "长" * 5000 + ".txt",
    ]
    (folder / "names.zip").write_bytes(
        zipped([*((name, content) for name in members), ("表.csv", "正文\n".encode() + content.split(b"\n")[0])])
    )


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def read(out: Path) -> Written:
    """The dataset by path of the source."""
    import pyarrow.parquet as parquet

    def rows(table: str) -> list[Row]:
        return parquet.read_table(out / "tables" / f"{table}.parquet").to_pylist()

    paths = {row["source_id"]: str(row["path"]) for row in rows("sources")}
    documents = {row["document_id"]: paths[row["source_id"]] for row in rows("documents")}
    metrics: dict[str, list[str]] = {}
    for row in rows("metrics"):
        metrics.setdefault(documents[row["document_id"]], []).append(str(row["text"]))
    texts = {paths[row["source_id"]]: str(row["text"]) for row in rows("texts")}
    return Written(out, {str(row["path"]): row for row in rows("sources")}, metrics, texts)
