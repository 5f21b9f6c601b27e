"""The panel of a dataset as one file for Excel, Stata, SPSS or a notebook: long with the evidence, or wide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from zongjie.dataset.reading import manifest
from zongjie.dataset.schema import TABLES, label
from zongjie.errors import UsageError, cause
from zongjie.kpi.cells import TARGET
from zongjie.kpi.codebook import SHIPPED, Codebook, of_settings
from zongjie.kpi.match import WHOLE, fit

if TYPE_CHECKING:
    import pandas as pd

Format = Literal["xlsx", "csv", "parquet", "dta", "sav"]
FORMATS: tuple[Format, ...] = get_args(Format)
PLACE = ["issuer", "region", "period", "period_type"]
SUFFIXES = {TARGET: "_target", "completion": "_completion", "rank": "_rank"}
PREFERRED = ("change", "rate", "level")  # kinds of a result, where several stand for one wide column
LONGEST_NAME, LONGEST_LABEL = 32, 80  # characters of a variable's name and label in Stata
RESERVED = {"end": "stop"}  # words that Stata keeps to itself


@dataclass(frozen=True, slots=True)
class Panel:
    """The tables of the panel of one dataset as DataFrames, and the codebook that they were made with."""

    panel: pd.DataFrame
    candidates: pd.DataFrame
    targets: pd.DataFrame
    missing: pd.DataFrame
    book: Codebook


def read(out: Path, kpis: Sequence[str] = ()) -> Panel:
    """The panel of the dataset in `out`, of some indicators or of all.

    Raises:
        UsageError: the folder holds no dataset, or an indicator is not in it.
    """
    import pandas as pd

    named = manifest(out, "kpi_panel")["settings"].get("codebooks", SHIPPED)
    tables = {
        name: pd.read_parquet(out / "tables" / f"{name}.parquet")
        for name in (
            "kpi_panel",
            "panel_candidates",
            "kpi_targets",
            "panel_missing",
            "metrics",
            "sentences",
            "documents",
        )
    }
    found = set(tables["kpi_panel"]["kpi"]) | set(tables["panel_missing"]["kpi"])
    unknown = sorted(set(kpis) - found)
    if unknown:
        raise UsageError(
            f"数据集里没有指标 {'、'.join(unknown)}；有：{'、'.join(sorted(found))}。",
            f"the dataset has no indicator {', '.join(unknown)}; it has {', '.join(sorted(found))}.",
        )
    book = book_of(named)
    some = {name: _of(tables[name], kpis) for name in ("kpi_panel", "panel_candidates", "kpi_targets", "panel_missing")}
    return Panel(
        _evident(some["kpi_panel"], tables, book),
        _evident(some["panel_candidates"], tables, book),
        _named(some["kpi_targets"], book),
        _with_sentence(_named(some["panel_missing"], book), tables),
        book,
    )


def book_of(named: Sequence[str]) -> Codebook:
    """The codebooks of a run; those that are no longer there are left out, for their names alone are lost."""
    return of_settings([one for one in named if one in SHIPPED or Path(one).is_file()])


def _of(table: pd.DataFrame, kpis: Sequence[str]) -> pd.DataFrame:
    return table[table["kpi"].isin(list(kpis))].reset_index(drop=True) if kpis else table


def _named(table: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    """The table with the Chinese and English name of each indicator behind its id."""
    at = list(table.columns).index("kpi") + 1
    made = table.copy()
    for lang in ("en", "zh"):
        names = book.labels(lang)
        made.insert(at, f"kpi_{lang}", [names.get(kpi, kpi) for kpi in table["kpi"]])
    return made


def _evident(table: pd.DataFrame, tables: dict[str, pd.DataFrame], book: Codebook) -> pd.DataFrame:
    """The table with the evidence of each number: file, place, words and sentence."""
    metrics = tables["metrics"].set_index("metric_id")
    made = _named(table, book)
    proof = metrics.reindex(made["metric_id"])[["start", "end", "text", "sentence_id"]].reset_index(drop=True)
    made["path"] = made["document_id"].map(tables["documents"].set_index("document_id")["path"])
    made["start"], made["end"], made["text"] = proof["start"], proof["end"], proof["text"]
    made["sentence"] = proof["sentence_id"].map(tables["sentences"].set_index("sentence_id")["text"])
    return made


def _with_sentence(table: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    table["path"] = table["document_id"].map(tables["documents"].set_index("document_id")["path"])
    table["sentence"] = table["sentence_id"].map(tables["sentences"].set_index("sentence_id")["text"])
    return table


def wide(panel: Panel) -> pd.DataFrame:
    """One row for each issuer, region and period; one column for each indicator, its growth, target and so on.

    Documents of which neither issuer nor region is known have rows of their own.
    Values are in the unit of the codebook. A column is the indicator's id, with `_growth` for a percentage of an
    indicator that is none itself, `_target`, `_completion` or `_rank`.
    """
    import pandas as pd

    rows = panel.panel.copy()
    rows["variable"] = [
        variable(panel.book, kpi, kind, dimension)
        for kpi, kind, dimension in zip(rows["kpi"], rows["kind"], rows["dimension"], strict=True)
    ]
    rows["_rank"] = [PREFERRED.index(kind) if kind in PREFERRED else 0 for kind in rows["kind"]]
    rows[PLACE] = rows[PLACE].fillna("")
    rows["_document"] = rows["document_id"].where((rows["issuer"] == "") & (rows["region"] == ""), "")
    index = [*PLACE, "_document"]
    rows = rows.sort_values(["_rank"], kind="stable").drop_duplicates([*index, "variable"])
    made = rows.pivot(index=index, columns="variable", values="standard_value").sort_index()
    made.columns = pd.Index([str(name) for name in made.columns])
    return made.reset_index().drop(columns="_document")


def variable(book: Codebook, kpi: str, kind: str, dimension: str) -> str:
    """The name of a wide column."""
    known = next((one for one in book.indicators if one.id == kpi), None)
    level = known is None or dimension != "share" or fit(known, dimension, "level") == WHOLE
    growth = "" if level or kind in ("completion", "rank") else "_growth"
    return f"{kpi}{growth}{SUFFIXES.get(kind, '')}"


def variable_labels(book: Codebook, columns: Sequence[str], lang: str = "zh") -> dict[str, str]:
    """The label of each column: what the dictionary says of it, or the indicator's name and what of it."""
    found = {}
    ends = {"_target": ("目标", "target"), "_growth": ("增速", "growth"), "_completion": ("完成率", "completion"),
            "_rank": ("位次", "rank")}  # fmt: skip
    table = {one.name: one for one in (*TABLES["kpi_panel"].columns, *TABLES["kpi_targets"].columns)}
    names, which = book.labels(lang), 0 if lang == "zh" else 1
    for column in columns:
        rest = column
        told: list[str] = []
        while rest not in names and (end := next(filter(rest.endswith, ends), "")):
            rest, told = rest.removesuffix(end), [ends[end][which], *told]
        if rest in names:
            unit = book[rest].unit if not told or told == [ends["_target"][which]] else ""
            found[column] = " ".join([names[rest], *told]) + (f" ({unit})" if unit else "")
        elif column in table:
            found[column] = table[column].label_zh if lang == "zh" else table[column].label_en
    return {name: words[:LONGEST_LABEL] for name, words in found.items()}


# ------------------------------------------------------------------------------------------------------------- files
def write(panel: Panel, path: Path, format: Format, *, as_wide: bool = False, lang: str = "zh") -> None:
    """Write the panel to a file.

    Raises:
        UsageError: the format is not known, its package is not installed, or the file cannot be written.
    """
    frame = wide(panel) if as_wide else panel.panel
    try:
        _write(panel, frame, path, format, as_wide, lang)
    except OSError as fault:
        raise UsageError(
            f"写不了 {path}：{cause(fault).zh}。请检查文件夹是否存在、文件是否在别的程序里打开。",
            f"cannot write {path}: {cause(fault).en}. Does the folder exist, is the file open in another program?",
        ) from fault


def _write(panel: Panel, frame: pd.DataFrame, path: Path, format: Format, as_wide: bool, lang: str) -> None:
    if format == "csv":
        frame.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")
    elif format == "parquet":
        frame.to_parquet(path, index=False)
    elif format == "xlsx":
        _workbook(panel, frame, path, as_wide, lang)
    elif format == "dta":
        _stata(panel.book, frame, path, lang)
    elif format == "sav":
        _spss(panel.book, frame, path, lang)
    else:
        raise UsageError(
            f"不认识格式 {format}；可用 {'、'.join(FORMATS)}。", f"unknown format {format}; use {', '.join(FORMATS)}."
        )


def _workbook(panel: Panel, frame: pd.DataFrame, path: Path, as_wide: bool, lang: str) -> None:
    """A sheet each for the panel, the numbers beside it, targets against results, and gaps; text stays text."""
    from zongjie.dataset.sheets import Book, Head, frame_rows

    sheets = [("panel", frame)]
    if as_wide:
        sheets.append(("evidence", panel.panel))
    sheets += [("candidates", panel.candidates), ("targets", panel.targets), ("missing", panel.missing)]
    with Book(path) as book:
        for name, table in sheets:
            labels = variable_labels(panel.book, list(table.columns), lang)
            words = [labels.get(one, EXTRA.get(one, (one, one))[lang != "zh"]) for one in table.columns]
            heads = [
                Head(word, column, 60 if column == "sentence" else 14)
                for word, column in zip(words, table.columns, strict=True)
            ]
            book.write(name, heads, frame_rows(table), freeze=len(PLACE))


EXTRA = {
    "kpi_zh": ("指标名称", "indicator (Chinese)"), "kpi_en": ("英文名称", "indicator"), "path": ("文件", "file"),
    "start": ("起", "start"), "end": ("止", "end"), "text": ("证据", "evidence"), "sentence": ("句子", "sentence"),
    "reason": ("原因", "reason"), "sentence_id": ("句子编号", "sentence id"),
}  # fmt: skip


def _coded(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with dates as text, missing words as empty ones, truths as 1 and 0, as statistical packages want it."""
    import pandas as pd
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    made = frame.copy()
    for name in made.columns:
        if is_bool_dtype(made[name]):
            made[name] = made[name].astype("float64")
        elif not is_numeric_dtype(made[name]):
            made[name] = pd.Series([_words(value) for value in made[name]], made.index, dtype=object)
    return made


def _words(value: object) -> str:
    return "" if value is None or str(value) in ("nan", "NaT", "<NA>") else str(value)


CODED = {"kind": "metric_kind", "qualifier": "qualifier", "direction": "direction", "period_type": "period_type"}
"""Columns whose values become numbers with value labels."""


def _stata(book: Codebook, frame: pd.DataFrame, path: Path, lang: str) -> None:
    import pandas as pd

    made = _coded(frame)
    labels = variable_labels(book, list(made.columns), lang)
    for name, values in CODED.items():
        if name in made and len(made):  # pandas writes no categories of nothing
            made[name] = pd.Categorical([label(values, value, lang) if value else "" for value in made[name]])
    names = _short(list(made.columns))
    made.columns = pd.Index([names[name] for name in made.columns])
    texts = [name for name in made.columns if made[name].dtype == object]
    made.to_stata(
        path, write_index=False, version=118, convert_strl=texts,
        variable_labels={names[name]: words for name, words in labels.items()},
    )  # fmt: skip


def _short(columns: Sequence[str]) -> dict[str, str]:
    """Names of at most 32 characters that stay apart; Stata allows no longer ones."""
    made: dict[str, str] = {}
    for name in columns:
        short, count = RESERVED.get(name, name)[:LONGEST_NAME], 1
        while short in made.values():
            count += 1
            short = f"{name[: LONGEST_NAME - 3]}_{count}"
        made[name] = short
    return made


def _spss(book: Codebook, frame: pd.DataFrame, path: Path, lang: str) -> None:
    try:
        import pyreadstat
    except ImportError as fault:
        raise UsageError(
            "写 SPSS 文件需要 pyreadstat：pip install 'zongjie[spss]'。",
            "SPSS files need pyreadstat: pip install 'zongjie[spss]'.",
        ) from fault
    made = _coded(frame)
    labels = variable_labels(book, list(made.columns), lang)
    coded: dict[str, dict[int | float, str]] = {}
    for name, values in CODED.items():
        if name in made:
            codes = sorted({str(value) for value in made[name] if value})
            coded[name] = {number: label(values, code, lang) for number, code in enumerate(codes, 1)}
            made[name] = [float(codes.index(value) + 1) if value else float("nan") for value in made[name]]
    pyreadstat.write_sav(
        made, str(path), column_labels=[labels.get(str(name)) for name in made], variable_value_labels=coded
    )
