"""Words in context as a file: xlsx, csv or a page of HTML, aligned on the word."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from zongjie.errors import Message, UsageError, cause

if TYPE_CHECKING:
    import pandas as pd

FORMATS = (".xlsx", ".csv", ".html")
HEAD = """<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>{title}</title><style>
body {{ font-family: sans-serif; margin: 1.5rem; }}
table {{ border-collapse: collapse; }}
td {{ padding: .1rem .4rem; white-space: nowrap; }}
.left {{ text-align: right; }} .word {{ color: #a3120a; font-weight: bold; text-align: center; }}
.about {{ color: #555; font-size: .85em; }}
</style></head><body><h1>{title}</h1><p>{counts}</p><table>
"""


def format_of(path: Path) -> str:
    """The suffix that tells the format, in lower case.

    Raises:
        UsageError: it is none of `FORMATS`.
    """
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise UsageError(
            f"看不出 {path} 的格式；文件名请以 {'、'.join(FORMATS)} 结尾。",
            f"cannot tell the format of {path}: let its name end in {', '.join(FORMATS)}.",
        )
    return suffix


def write(frame: pd.DataFrame, path: Path, title: str, counts: Message) -> None:
    """Write a concordance; the format follows the file's name.

    Raises:
        UsageError: the name has another suffix, or the file cannot be written.
    """
    suffix = format_of(path)
    try:
        if suffix == ".csv":
            frame.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")
        elif suffix == ".html":
            path.write_text(page(frame, title, counts), "utf-8", newline="\n")
        else:
            from zongjie.terms.workbook import write_workbook

            write_workbook(path, {"kwic": [frame]}, [counts])
    except OSError as fault:
        raise UsageError(
            f"写不了 {path}：{cause(fault).zh}。请检查文件夹是否存在、文件是否在别的程序里打开。",
            f"cannot write {path}: {cause(fault).en}. Does the folder exist, is the file open in another program?",
        ) from fault


def page(frame: pd.DataFrame, title: str, counts: Message) -> str:
    """The concordance as one page of HTML; every text is escaped."""
    rows = [HEAD.format(title=escape(title), counts=escape(counts.both()))]
    for one in frame.astype(object).where(frame.notna(), "").to_dict("records"):
        about = " · ".join(str(one[name]) for name in ("path", "title", "period", "role", "use") if one[name])
        rows.append(
            f'<tr><td class="left">{escape(one["left"])}</td><td class="word">{escape(one["text"])}</td>'
            f"<td>{escape(one['right'])}</td>"
            f'<td class="about">{escape(about)} · {one["start"]}–{one["end"]}</td></tr>\n'
        )
    return "".join([*rows, "</table></body></html>\n"])
