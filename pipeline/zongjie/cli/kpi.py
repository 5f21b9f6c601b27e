"""The commands `zongjie panel` and `zongjie kpi`: the panel as a file, new indicators, and checks of codebooks."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zongjie.cli.terminal import Terminal, terminal_of
from zongjie.errors import Message, UsageError

if TYPE_CHECKING:
    from zongjie.kpi.codebook import Codebook
    from zongjie.kpi.export import Panel

app = typer.Typer(no_args_is_help=True)
SHOWN = 20  # rows of the panel on a terminal

Books = Annotated[list[Path] | None, typer.Option("--codebook", metavar="FILE")]
Json = Annotated[bool, typer.Option("--json")]


class PanelFormat(StrEnum):
    """The files that a panel can be written as."""

    xlsx = "xlsx"
    csv = "csv"
    parquet = "parquet"
    dta = "dta"
    sav = "sav"


@app.callback()
def kpi() -> None:
    """What the commands have in common: nothing but their name."""


def panel(
    context: typer.Context,
    *,
    out: Annotated[Path, typer.Argument(metavar="OUT")],
    kpis: Annotated[list[str] | None, typer.Option("--kpi", metavar="ID")] = None,
    wide: Annotated[bool, typer.Option("--wide")] = False,
    format: Annotated[PanelFormat | None, typer.Option("--format", "-f")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE")] = None,
    json_output: Json = False,
) -> None:
    """Show or write the panel."""
    from zongjie.kpi import export

    terminal = terminal_of(context.obj)
    found = export.read(out, [one for part in kpis or [] for one in part.split(",") if one])
    if output is None and format is not None:
        output = Path(f"panel{'-wide' if wide else ''}.{format.value}")
    if output is not None:
        chosen = format.value if format is not None else output.suffix.lstrip(".").lower()
        if chosen not in export.FORMATS:
            raise UsageError(
                f"看不出 {output} 的格式；请用 --format：{'、'.join(export.FORMATS)}。",
                f"cannot tell the format of {output}; use --format: {', '.join(export.FORMATS)}.",
            )
        export.write(found, output, chosen, as_wide=wide, lang=terminal.lang)
        rows, conflicts = len(found.panel), int(found.panel["conflict"].sum()) if len(found.panel) else 0
        terminal.note(
            Message(
                f"面板已写到 {output}：{rows:,} 格，其中 {conflicts:,} 格有矛盾；缺数 {len(found.missing):,} 格。",
                f"the panel is in {output}: {rows:,} cells, {conflicts:,} of them with a conflict; "
                f"{len(found.missing):,} gaps.",
            )
        )
    if json_output:
        terminal.json(_value(found))
    elif output is None:
        _show(terminal, found, wide)


def _value(found: Panel) -> dict[str, object]:
    import json

    def rows(name: str) -> object:
        return json.loads(getattr(found, name).to_json(orient="records", date_format="iso", force_ascii=False))

    return {name: rows(name) for name in ("panel", "candidates", "targets", "missing")}


def _show(terminal: Terminal, found: Panel, wide: bool) -> None:
    from zongjie.kpi.export import wide as widened

    if wide:
        table = widened(found)
        rows = [[_cell(value) for value in row] for row in table.head(SHOWN).values.tolist()]
        terminal.table(terminal.say(Message("面板", "Panel")), list(table.columns), rows)
    else:
        names = "kpi_zh" if terminal.lang == "zh" else "kpi_en"
        columns = [
            "region",
            "period",
            "period_type",
            names,
            "kind",
            "value",
            "value_high",
            "unit",
            "qualifier",
            "conflict",
            "path",
        ]
        rows = [
            [_cell(value) for value in row]
            for row in found.panel.sort_values(["region", "kpi", "period"], kind="stable")[columns]
            .head(SHOWN)
            .values.tolist()
        ]
        terminal.table(terminal.say(Message("面板", "Panel")), columns, rows, right=range(5, 7))
    rest = len(found.panel) - SHOWN
    if rest > 0 and not wide:
        terminal.note(
            Message(f"还有 {rest:,} 格；用 -o 写成文件。", f"{rest:,} more cells; write them to a file with -o.")
        )
    if not len(found.panel):
        terminal.note(
            Message(
                "没有一个指标在手册里，或都没有时期。可用 zongjie kpi propose 找新指标。",
                "no metric is of an indicator of the codebooks with a period. Try zongjie kpi propose.",
            )
        )


def _cell(value: object) -> str:
    """A value of the panel on a terminal; nothing where it is missing."""
    if value is None or str(value) == "nan":
        return ""
    return f"{value:,.10g}" if isinstance(value, float) else str(value)


@app.command()
def propose(
    context: typer.Context,
    *,
    out: Annotated[Path, typer.Argument(metavar="OUT")],
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE")] = None,
    least: Annotated[int, typer.Option("--least", metavar="N", min=1)] = 3,
    top: Annotated[int, typer.Option("--top", metavar="N", min=1)] = 200,
    books: Books = None,
    json_output: Json = False,
) -> None:
    """Propose indicators."""
    from zongjie.kpi.propose import propose as find
    from zongjie.kpi.propose import write_sheet

    terminal = terminal_of(context.obj)
    found = find(out, _book(books), least=least, top=top)
    if output is not None:
        write_sheet(found, output)
        terminal.note(
            Message(
                f"{len(found)} 个候选指标已写到 {output}。在 accept 列填 y，"
                f"再用 zongjie kpi accept {output} -o 指标.toml",
                f"{len(found)} proposed indicators are in {output}. Write y into the column accept, "
                f"then: zongjie kpi accept {output} -o indicators.toml",
            )
        )
    if json_output:
        terminal.json([{name: getattr(one, name) for name in one.__slots__} for one in found])
    elif output is None:
        headings = (Message("指标", "indicator"), Message("单位", "unit"), Message("次数", "count"),
                    Message("文档", "documents"), Message("相近", "nearest"), Message("例", "example"))  # fmt: skip
        rows = [
            (one.zh, one.unit, f"{one.count:,}", f"{one.documents:,}", one.nearest, one.examples[0]) for one in found
        ]
        terminal.table(
            terminal.say(Message("候选指标", "Proposed indicators")),
            [terminal.say(h) for h in headings],
            rows,
            right=range(2, 4),
        )


@app.command()
def accept(
    context: typer.Context,
    *,
    sheet: Annotated[Path, typer.Argument(metavar="SHEET")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE")],
    books: Books = None,
) -> None:
    """Make a codebook."""
    from zongjie.kpi.propose import accept as accepted

    terminal = terminal_of(context.obj)
    text, count = accepted(sheet, _book(books), output.stem)
    output.write_text(text, "utf-8", newline="\n")
    terminal.note(
        Message(
            f"{count} 行已写成指标手册 {output}。接着：zongjie run 文件夹 -o out --codebook {output}",
            f"{count} rows are in the codebook {output}. Next: zongjie run FOLDER -o out --codebook {output}",
        )
    )


@app.command()
def check(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE")],
    json_output: Json = False,
) -> None:
    """Check codebooks."""
    from zongjie.kpi.codebook import read

    terminal = terminal_of(context.obj)
    found = [(file, read(file)) for file in files]
    if json_output:
        terminal.json([{"file": str(file), "indicators": len(book.indicators)} for file, book in found])
        return
    for file, book in found:
        aliases = sum(len(one.aliases) for one in book.indicators)
        terminal.line(
            terminal.say(
                Message(
                    f"{file}：{len(book.indicators)} 个指标，{aliases} 个别名，没有差错。",
                    f"{file}: {len(book.indicators)} indicators, {aliases} aliases, no fault.",
                )
            )
        )


@app.command(name="list")
def list_(
    context: typer.Context,
    words: Annotated[str, typer.Argument(metavar="[WORDS]")] = "",
    books: Books = None,
    json_output: Json = False,
) -> None:
    """List indicators."""
    terminal = terminal_of(context.obj)
    found = [
        one for one in _book(books).indicators if not words or words in one.id + one.zh + one.en or words in one.aliases
    ]
    if json_output:
        terminal.json([{name: getattr(one, name) for name in one.__slots__} for one in found])
        return
    headings = (
        "id",
        terminal.say(Message("名称", "name")),
        terminal.say(Message("单位", "unit")),
        terminal.say(Message("别名", "aliases")),
    )
    rows = [
        (one.id, one.zh if terminal.lang == "zh" else one.en, one.unit, "、".join(one.aliases[:3])) for one in found
    ]
    terminal.table(terminal.say(Message(f"指标：{len(found)}", f"Indicators: {len(found)}")), headings, rows)


def _book(books: list[Path] | None) -> Codebook:
    from zongjie.config import load_settings
    from zongjie.kpi.codebook import of_settings

    return of_settings([*map(str, books or []), *load_settings().codebooks])
