"""What each command prints of its result: tables for people, plain values for JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from zongjie.cli.terminal import Terminal
from zongjie.errors import Message

if TYPE_CHECKING:
    from zongjie.bench import Benchmark
    from zongjie.dataset.verify import Fault
    from zongjie.doctor import Check
    from zongjie.document import Document
    from zongjie.evaluate import Evaluation, Interval
    from zongjie.run import RunSummary
    from zongjie.storage import Place
    from zongjie.train import Trained

UNCHANGED = Message(
    "输入、设置和程序都没有变化，数据集保持原样。",
    "Nothing has changed since the dataset was made: it stands as it is.",
)
MEGABYTE = 1_000_000
MOST_FAULTS = 40
"""Faults that are printed; more of one kind say nothing new."""
TABLES = {
    "metrics": Message("指标", "Metrics"),
    "activities": Message("活动", "Activities"),
    "problems": Message("问题", "Problems"),
}
STATES = {"ok": Message("正常", "ok"), "warn": Message("注意", "note"), "fail": Message("不行", "fault")}


def run_value(summary: RunSummary) -> dict[str, object]:
    """A run's summary for JSON; each reason in both languages."""
    return {
        "out": str(summary.out),
        "characters": summary.characters,
        "seconds": round(summary.seconds, 3),
        "tables": summary.tables,
        "left_out": [dict(zip(("path", "status", "reason"), row, strict=True)) for row in summary.left_out],
        "notes": list(summary.notes),
        "kept": summary.kept,
        "unchanged": summary.unchanged,
        "seconds_by_stage": {name: round(seconds, 4) for name, seconds in summary.seconds_by_stage.items()},
    }


def trained_value(trained: Sequence[Trained]) -> list[dict[str, object]]:
    """The learned parts for JSON."""
    return [
        {
            "name": one.name,
            "examples": one.examples,
            "features": one.features,
            "bytes": one.bytes,
            "accuracy": round(one.accuracy, 4),
        }
        for one in trained
    ]


def trained(terminal: Terminal, out: Path, parts: Sequence[Trained]) -> None:
    """The learned parts, with their accuracy on bodies left out of the fit."""
    columns = [
        terminal.say(Message(zh, en))
        for zh, en in (
            ("模型", "model"),
            ("例", "examples"),
            ("特征", "features"),
            ("字节", "bytes"),
            ("留出正确率", "held-out accuracy"),
        )
    ]
    rows = [(p.name, f"{p.examples:,}", f"{p.features:,}", f"{p.bytes:,}", f"{p.accuracy:.3f}") for p in parts]
    terminal.table(str(out), columns, rows, right=[1, 2, 3, 4])


def run_table(terminal: Terminal, summary: RunSummary) -> None:
    """Rows by table, then how much was read and where it went."""
    title = terminal.say(Message("数据集", "Dataset"))
    columns = [terminal.say(Message("表", "table")), terminal.say(Message("行", "rows"))]
    rows = [(name, f"{count:,}") for name, count in summary.tables.items()]
    terminal.table(f"{title} {summary.out}", columns, rows, right=[1])
    rate = f"{summary.characters / summary.seconds:,.0f}" if summary.seconds else "-"
    terminal.line(
        terminal.say(
            Message(
                f"{summary.characters:,} 字，{summary.seconds:.1f} 秒（每秒 {rate} 字）。",
                f"{summary.characters:,} characters in {summary.seconds:.1f} s ({rate} a second).",
            )
        )
    )
    if summary.unchanged:
        terminal.line(terminal.say(UNCHANGED))
    elif summary.kept:
        terminal.line(
            terminal.say(
                Message(
                    f"{summary.kept:,} 个文件没有变化，沿用上次的结果。",
                    f"{summary.kept:,} files have not changed: their results are those of an earlier run.",
                )
            )
        )
    for note in summary.notes:
        terminal.line(in_language(note, terminal.lang))


def verified(terminal: Terminal, out: Place, faults: Sequence[Fault]) -> None:
    """What is wrong with a dataset, a line each, or that nothing is."""
    if not faults:
        terminal.line(terminal.say(Message(f"{out} 完好。", f"{out} is as it was written, and every check holds.")))
    for one in faults:
        ids = f"（{'、'.join(one.ids)}）" if one.ids else ""
        english = f" ({', '.join(one.ids)})" if one.ids else ""
        terminal.line(
            terminal.say(
                Message(
                    f"{one.place} [{one.code}] {one.count} 处：{one.message.zh}{ids}",
                    f"{one.place} [{one.code}] {one.count}: {one.message.en}{english}",
                )
            )
        )


def left_out(terminal: Terminal, rows: Sequence[tuple[str, str, str]]) -> None:
    """The files that were not read, each with its reason, on standard error."""
    terminal.fault(Message(f"未读入 {len(rows)} 个文件：", f"{len(rows)} left out:"))
    for path, status, reason in rows:
        terminal.fault_line(f"  {path} [{status}] {in_language(reason, terminal.lang)}")


def in_both(text: str) -> Message:
    """The message that `Message.both` wrote; any other text is the same in both languages."""
    zh, bar, en = text.partition(" | ")
    return Message(zh, en if bar else zh)


def in_language(text: str, lang: str) -> str:
    """What `Message.both` wrote, in one language."""
    return in_both(text).say(lang)


def findings(terminal: Terminal, documents: Sequence[Document]) -> None:
    """A table for each kind of finding of each document."""
    from zongjie import display

    for document in documents:
        for name, columns in display.COLUMNS.items():
            rows = [display.cells(document, f) for f in document.findings if display.table_of(f) == name]
            if rows:
                title = " · ".join(filter(None, (document.title, f"{terminal.say(TABLES[name])} {len(rows)}")))
                terminal.table(title, ["start–end", "text", *columns], rows)
    if not any(document.findings for document in documents):
        terminal.note(
            Message(
                "没有找到指标、活动或问题。请看文字是否完整，或用 zongjie run 处理整个文件。",
                "no metric, activity or problem found. Check that the text is whole.",
            )
        )


SHOWN = (
    "metrics: value+unit",
    "metrics: value+unit+qualifier+kind",
    "metrics: all of it and subject",
    "activities",
    "problems: characters",
)
"""Figures that are shown for each body."""


def evaluation_value(
    evaluation: Evaluation, errors: Sequence[str], *, by_body: bool, intervals: bool
) -> dict[str, object]:
    """An evaluation for JSON."""
    value: dict[str, object] = {"figures": evaluation.figures(), "classes": evaluation.by_class(), "errors": errors}
    if by_body:
        value["by_body"] = evaluation.by_body()
    if intervals:
        value["intervals"] = {
            name: [round(one.low, 4), round(one.high, 4)] for name, one in evaluation.intervals().items()
        }
    return value


def bodies(terminal: Terminal, evaluation: Evaluation) -> None:
    """F1 of the main figures for each kind of body."""
    rows = [
        [body, *(_figure(figures[name]["f1"]) if name in figures else "" for name in SHOWN)]
        for body, figures in evaluation.by_body().items()
    ]
    title = terminal.say(Message("按单位类别（F1）", "By body (F1)"))
    terminal.table(title, ["", *SHOWN], rows, right=range(1, len(SHOWN) + 1))


def classes(terminal: Terminal, evaluation: Evaluation) -> None:
    """How many differences there are of each class."""
    rows = [(name, str(count)) for name, count in evaluation.by_class().items()]
    terminal.table(terminal.say(Message("差错类别", "Differences by class")), ["", "n"], rows, right=[1])


def figures(terminal: Terminal, evaluation: Evaluation, intervals: Mapping[str, Interval]) -> None:
    """Precision, recall and F1 of records, then how well fields are; with the intervals of F1 and mean, if given."""

    def interval(name: str) -> list[str]:
        one = intervals.get(name)
        return [f"{one.low:.3f}–{one.high:.3f}"] if one else [""] * bool(intervals)

    more = ["95 %"] * bool(intervals)
    rows = evaluation.figures()
    counted = [(name, row) for name, row in rows.items() if "f1" in row]
    averaged = [(name, row) for name, row in rows.items() if "mean" in row]
    columns = ("precision", "recall", "f1", "gold", "found")
    terminal.table(
        terminal.say(Message("记录", "Records")),
        ["", *columns, *more],
        [[name, *(_figure(row[c]) for c in columns), *interval(name)] for name, row in counted],
        right=range(1, 7),
    )
    terminal.table(
        terminal.say(Message("字段", "Fields")),
        ["", "mean", "over", *more],
        [[name, _figure(row["mean"]), _figure(row["over"]), *interval(name)] for name, row in averaged],
        right=(1, 2, 3),
    )


def faults(terminal: Terminal, heading: Message, lines: Sequence[str]) -> None:
    """Lines under a heading on standard error, a number of them at most; nothing where there are none."""
    if lines:
        terminal.fault(heading)
        for line in lines[:MOST_FAULTS]:
            terminal.fault_line(f"  {line}")
        if len(lines) > MOST_FAULTS:
            terminal.fault_line(f"  … {len(lines) - MOST_FAULTS}")


def checks(terminal: Terminal, found: Sequence[Check]) -> None:
    """What doctor saw, with what to do in the last column."""
    rows = [(c.name, terminal.say(STATES[c.state]), c.value, terminal.say(c.remedy) if c.remedy else "") for c in found]
    headings = (
        Message("项目", "what"),
        Message("状态", "state"),
        Message("现状", "found"),
        Message("怎么办", "what to do"),
    )
    terminal.table("zongjie doctor", [terminal.say(heading) for heading in headings], rows)


def benchmark_value(measured: Benchmark) -> dict[str, object]:
    """A benchmark for JSON: characters, rows by stage, peak memory in bytes."""
    return {"characters": measured.characters, "speeds": measured.rows(), "peak_bytes": measured.peak_bytes}


def benchmark(terminal: Terminal, measured: Benchmark) -> None:
    """Speeds by stage, what comes after Parquet in brackets, and the peak memory."""
    rows = [
        [
            str(row["name"]) if row["counted"] else f"({row['name']})",
            f"{row['seconds']:.3f}",
            "-" if row["characters_per_second"] is None else f"{row['characters_per_second']:,.0f}",
            "-" if row["ratio"] is None else f"{row['ratio']:.2f}",
        ]
        for row in measured.rows()
    ]
    columns = [
        terminal.say(Message("阶段（括号内不计入全程）", "stage (bracketed: not in the whole)")),
        terminal.say(Message("秒", "seconds")),
        terminal.say(Message("字/秒", "characters/s")),
        terminal.say(Message("与 jieba 之比", "times jieba")),
    ]
    terminal.table(f"zongjie bench: {measured.characters:,}", columns, rows, right=(1, 2, 3))
    peak = "-" if measured.peak_bytes is None else f"{measured.peak_bytes / MEGABYTE:,.0f} MB"
    terminal.line(terminal.say(Message(f"内存峰值 {peak}", f"peak memory {peak}")))


def _figure(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.4f}"
