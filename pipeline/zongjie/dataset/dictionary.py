"""`data-dictionary.md`: every table and column with label, type, unit, meaning and example, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zongjie.dataset.schema import TABLES, VALUES, Column, Table

HEAD = """# 数据字典 | Data dictionary

起止位置（start、end）按 Unicode 字符计，从 0 数，不含 end，指 texts.text（换行一律为 \\n）：
Python 中即 `text[start:end]`，R 中为 `substr(text, start + 1, end)`。
csv 和 xlsx 里的列表以空格（词）或 `;`（编号）相连；词内的空白写作 `␣`。
csv 保留原文的每个字，以 `=`、`+`、`@` 开头的也不改；
来路不明的材料请在 dataset.xlsx 中看，其中一律是文字，不会当公式执行。

Places (start, end) count Unicode code points from 0, end exclusive, in texts.text (every line break is \\n):
`text[start:end]` in Python, `substr(text, start + 1, end)` in R. Lists are joined by spaces (words) or `;` (ids) in csv
and xlsx; white space inside a word is written `␣`. The csv files keep every character, also where a text begins with
`=`, `+` or `@`: look at material that you do not trust in dataset.xlsx, where all of it is text and no formula runs.
"""


def write_dictionary(counts: Mapping[str, int] | None = None) -> str:
    """The dictionary as Markdown; `counts` has the rows of each table, where it is that of a dataset."""
    said = {name: f" {rows:,} 行 | rows." for name, rows in (counts or {}).items()}
    parts = [HEAD, *(_table(table, said.get(table.name, "")) for table in TABLES.values()), _values()]
    return "\n".join(parts)


def _table(table: Table, rows: str) -> str:
    return f"## {table.name} {table.label_zh}\n\n{table.meaning_zh}。{table.meaning_en}.{rows}\n\n" + _grid(
        ("列 column", "标签 label", "类型 type", "单位 unit", "含义 meaning", "示例 example"),
        (
            (
                f"`{column.name}`",
                f"{column.label_zh} / {column.label_en}",
                _type(column),
                column.unit,
                f"{column.meaning_zh} / {column.meaning_en}",
                f"`{column.example}`",
            )
            for column in table.columns
        ),
    )


def _type(column: Column) -> str:
    parts: list[str] = [column.type]
    if column.primary:
        parts.append("主键 key")
    if column.refers:
        parts.append("→ " + ".".join(column.refers))
    if column.value_set:
        parts.append(f"见 see {column.value_set}")
    if column.nullable:
        parts.append("可空 nullable")
    return "; ".join(parts)


def _values() -> str:
    return "## 编码 | Codes\n\n" + _grid(
        ("集合 set", "值 value", "中文", "English"),
        ((name, f"`{value}`", zh, en) for name, values in VALUES.items() for value, (zh, en) in values.items()),
    )


def _grid(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)
