"""Makes the two Word files of the golden corpus, one whole and one damaged.

Their bytes are committed, because ids hang on them: run this only to change the text, then refresh the tables.

Usage: python tests/golden/make_docx.py
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

import docx

CORPUS = Path(__file__).with_name("corpus")
EPOCH = datetime(2024, 1, 1)
TITLE = "临江中学2023年工作总结"
BEFORE_THE_TABLE = (
    "临江县教育局：",
    "2023年，我校教育教学工作稳步推进。现将有关情况总结如下。",
    "一、工作成效",
    "全校现有教师132名、学生1860名。中考优秀率为35.6%，同比提高2.1个百分点。",
    "举办校园文化艺术节1届，召开教研会议18次。主要任务完成情况见下表。",
)
TABLE = (("听课情况", "听课436节。"), ("培训情况", "举办教师培训班8期。"))
AFTER_THE_TABLE = (
    "表1：主要任务完成情况",
    "二、问题与不足",
    "一是青年教师教学经验不足；二是实验室设备陈旧。",
    "三、2024年工作打算",
    "新建录播教室2间，举办家长讲座4场。",
    "— 1 —",
)


def whole() -> bytes:
    """The report with its table between the paragraphs."""
    document = docx.Document()
    document.core_properties.created = document.core_properties.modified = EPOCH
    for text in (TITLE, *BEFORE_THE_TABLE):
        document.add_paragraph(text)
    table = document.add_table(rows=0, cols=len(TABLE[0]))
    for row in TABLE:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for text in AFTER_THE_TABLE:
        document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def undated(data: bytes) -> bytes:
    """The archive with one fixed date at each member, so that each run gives the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, EPOCH.timetuple()[:6]), old.read(name), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def main() -> None:
    data = undated(whole())
    (CORPUS / "临江中学2023年工作总结.docx").write_bytes(data)
    (CORPUS / "损坏的总结.docx").write_bytes(data[: len(data) // 2])


if __name__ == "__main__":
    main()
