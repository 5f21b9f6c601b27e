"""A small dataset with hostile text: characters beyond U+FFFF, marks of HTML, control characters, a formula."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl

from zongjie.cli import main

Cells = dict[str, object]
TEXTS = {
    "青禾县.txt": (
        "青禾县总工会2023年工作总结\n\n一、主要工作\n𠮷🚀全年新建基层工会66家，完成年度任务60家的110%；发展会员约1.2万人。"
        "召开建会攻坚动员会。<b>举办职工技能培训班4期</b>，走访困难职工35户。\x01\x0b\n"
        "=1+1是公式。慰问困难职工12人🚀。举办法律讲座4期。\n\n二、存在问题\n部分乡镇对工会工作重视不够。经费保障不足。\n"
    ),
    "临溪区.txt": (
        "临溪区总工会2023年工作总结\n\n一、主要工作\n全年新建基层工会12家，发展会员2600人。举办职工技能培训班3期，"
        "走访困难职工18户，拟新建职工书屋3至5个。\n\n二、存在问题\n部分街道对工会工作重视不够。\n"
    ),
}


def run(folder: Path, out: Path) -> None:
    assert main(["run", str(folder), "-o", str(out), "--no-themes", "--no-reuse", "-q"]) == 0


def machine(out: Path, name: str, change: Callable[[list[Cells]], list[Cells]]) -> None:
    """The dataset as another version of the machine would have written it."""
    import pyarrow as pa
    from pyarrow import parquet

    path = out / "tables" / f"{name}.parquet"
    held = parquet.read_table(path)
    parquet.write_table(pa.Table.from_pylist(change(held.to_pylist()), held.schema), path)


def fill(file: Path, name: str, said: dict[str, Cells], added: list[Cells]) -> None:
    """Write cells into the rows with some evidence, and further rows below."""
    book = openpyxl.load_workbook(file)
    sheet = book[name]
    at = {cell.value.split()[0]: cell.column for cell in sheet[1]}
    last = sum(1 for cell in sheet["B"] if cell.value)
    for row in range(2, sheet.max_row + 1):
        for column, value in said.get(sheet.cell(row, at["text"]).value, {}).items():
            sheet.cell(row, at[column], value)
    for number, cells in enumerate(added, last + 1):
        for column in at:
            sheet.cell(number, at[column], cells.get(column))
    book.save(file)
