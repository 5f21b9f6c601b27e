"""Writes statistics to a folder (tables, workbook, networks, figures, methods) in place of an earlier analysis."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from zongjie import figures
from zongjie.dataset.folder import GENERATOR, OutputFolder
from zongjie.errors import Message
from zongjie.stats import charts, graph_files, maps, methods, workbook
from zongjie.stats.build import Results
from zongjie.stats.cooccurrence import Networks
from zongjie.stats.sampling import COUNTED

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FOLDER = "stats"
"""The folder inside OUT; `zongjie run` onto OUT removes what the manifests in it list, for the numbers are of the
former dataset."""

MANIFEST = "stats.json"
FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]|[. ]+$')
KINDS = {
    "theme_sentence": "句子的主题 Themes of sentences",
    "theme_activity": "活动的主题 Themes of activities",
    "theme_problem": "问题的主题 Themes of problems",
    "activity_type": "活动类型 Types of activities",
    "problem": "问题类别 Categories of problems",
}
SIDES = {
    "activity_type": "活动类型 activity type",
    "activity_status": "活动进度 activity status",
    "problem_category": "问题类别 problem category",
    "type": "文种 document type",
}
NETWORKS = {
    "records": "文档内共现 Co-occurrence in documents",
    "words": "句内词共现 Words within sentences",
    "answers": "问题与回应的措施 Problems and the measures that answer them",
}


def folder_of(out: Path, by: str) -> Path:
    """Where the statistics by a column go inside a dataset; what file names may not hold becomes `_`."""
    return out / FOLDER / (FORBIDDEN.sub("_", by) or "_")


def write(results: Results, folder: Path) -> list[Path]:
    """Write everything to `folder`, in place of an earlier analysis there; return the files.

    Raises:
        UsageError: the folder holds what zongjie did not write, or a file of it is held open.
    """
    output = OutputFolder(folder, MANIFEST)
    published = False
    try:
        _tables(results, output.part)
        workbook.write(results.tables, lines(results), output.part / "stats.xlsx")
        (output.part / "methods.md").write_text(methods.methods(results), "utf-8", newline="\n")
        _networks(results, output.part / "networks")
        _figures(results, output.part / "figures")
        _manifest(results, output)
        names = output.files()
        output.publish()
        published = True
    finally:
        if not published:
            output.discard()
    return [folder / name for name in names]


def lines(results: Results) -> tuple[Message, ...]:
    """What a reader must know first: what was counted, and every remark."""
    zh, en = COUNTED[results.count]
    return (
        Message(
            f"{results.documents} 篇文档，{results.observations} 个观测（{zh}），按 {results.grouping.by} 分 "
            f"{len(results.groups)} 组；{results.grouping.missing} 篇没有该列的值。small 为真的行不足以作结论；"
            "没有估计的格为空，note 说明原因。",
            f"{results.documents} documents, {results.observations} observations ({en}), {len(results.groups)} groups "
            f"by {results.grouping.by}; {results.grouping.missing} documents have no value. Rows where small is true "
            "carry no conclusion; where there is no estimate the cell is empty and note says why.",
        ),
        *results.notes,
    )


def _tables(results: Results, folder: Path) -> None:
    (folder / "tables").mkdir()
    (folder / "csv").mkdir()
    for name, frame in results.tables.items():
        frame.to_parquet(folder / "tables" / f"{name}.parquet", index=False)
        frame.to_csv(folder / "csv" / f"{name}.csv", index=False, encoding="utf-8-sig", lineterminator="\n")


def _networks(results: Results, folder: Path) -> None:
    if "network_edges" in results.tables:
        graph_files.write(Networks(results.tables["network_nodes"], results.tables["network_edges"]), folder)


def _figures(results: Results, folder: Path) -> None:
    with figures.style():
        for name, figure in drawn(results):
            if figure is not None:
                figures.save(figure, folder, name)


def drawn(results: Results) -> Iterator[tuple[str, Figure | None]]:
    """Every figure that the tables allow, with its name; call it within `zongjie.figures.style()`."""
    made = results.tables
    for kind, title in KINDS.items():
        if "prevalence" in made:
            yield f"prevalence-{kind}", charts.prevalence(made["prevalence"], kind, title, results.count)
        if "trend" in made:
            yield f"trend-{kind}", charts.trends(made["series"], made["trend"], kind, title, results.count)
        if "effects" in made:
            yield f"effects-{kind}", charts.effects(made["effects"], kind, title)
    if "cross_cells" in made:
        for number, (name, cells) in enumerate(made["cross_cells"].groupby("table", sort=False), 1):
            title = " × ".join(SIDES.get(side, side) for side in str(name).split(" × "))
            yield f"cross-{number}", maps.heat_map(cells, title)
    if "network_edges" in made:
        found = Networks(made["network_nodes"], made["network_edges"])
        for name, title in NETWORKS.items():
            yield f"network-{name}", maps.network(graph_files.graph(found, name), title)


def _manifest(results: Results, output: OutputFolder) -> None:
    """`stats.json`: what was asked, what the numbers are of, and the files; no date, so that a rerun is the same."""
    content = {
        "generator": GENERATOR,
        **results.facts(),
        "tables": {name: len(frame) for name, frame in results.tables.items()},
        "software": methods.software(),
        "dataset": {"version": results.data.version, "digests": dict(results.data.digests)},
        "files": sorted([*output.files(), MANIFEST]),
    }
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    (output.part / MANIFEST).write_text(text, "utf-8", newline="\n")
