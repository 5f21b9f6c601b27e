"""Rebuild `samples/` and `samples_metadata.xlsx` from the readable texts in `source/`, byte for byte the same each run.

Usage: python corpus/make_samples.py [output folder, default: the folder of this script]
Needs: python-docx, reportlab, XlsxWriter.
"""

import csv
import html
import io
import json
import re
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from string import Template

import docx
import xlsxwriter
from docx.oxml.ns import qn
from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

HERE = Path(__file__).resolve().parent
EPOCH = datetime(2024, 1, 1)
HEADING = re.compile(r"[一二三四五六七八九十]、|名词解释$")
CAPTION = re.compile(r"[图表]\d+：")

Edit = Callable[[str], str]
Render = Callable[[], bytes]


# Edits: str -> str, the noise that would make a source file hard to read.
def hard_wrap(width: int) -> Edit:
    """Break lines after at most `width` characters, never inside a number nor before a closing mark."""
    piece = re.compile(rf".{{1,{width}}}(?!(?<=[0-9.])[0-9.%]|[。，、；：”》）])")
    return lambda text: "\n".join("\n".join(piece.findall(line)) for line in text.split("\n"))


def one_line(text: str) -> str:
    """Join all lines by two ideographic spaces, the only trace left of the sections."""
    return "\u3000\u3000".join(line for line in text.split("\n") if line)


def zero_width(marks: dict[str, str]) -> Edit:
    """Put an invisible character after the first character of each given word."""

    def edit(text: str) -> str:
        for word, mark in marks.items():
            text = text.replace(word, word[0] + mark + word[1:])
        return text

    return edit


def byte_order_mark(text: str) -> str:
    """Begin with U+FEFF."""
    return "\ufeff" + text


# Readers of the authored sources.
def source(name: str) -> str:
    """The authored text, newlines as `\\n`."""
    return (HERE / "source" / name).read_text(encoding="utf-8")


def blocks(text: str) -> Iterator[tuple[bool, list[str]]]:
    """Non-empty lines in order, runs of `a | b` rows grouped as (True, rows)."""
    lines = [line for line in text.split("\n") if line]
    return ((is_table, list(run)) for is_table, run in groupby(lines, lambda line: " | " in line))


# Renders: -> bytes, one per format.
def plain(name: str, encoding: str, *edits: Edit, newline: str = "\n") -> Render:
    def render() -> bytes:
        text = source(name)
        for edit in edits:
            text = edit(text)
        return text.replace("\n", newline).encode(encoding)

    return render


def page(name: str, template: str, charset: str) -> Render:
    def render() -> bytes:
        title, body = source(name).split("\n", 1)
        parts = []
        for is_table, lines in blocks(body):
            if is_table:
                rows = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row.split(" | ")) for row in lines)
                parts.append("<table border=1>" + "".join(f"<tr>{row}</tr>\n" for row in rows) + "</table>")
            else:
                parts += (f"<p>　　{html.escape(line, quote=False)}</p>" for line in lines)
        frame = Template((HERE / "templates" / template).read_text(encoding="utf-8"))
        filled_in = frame.substitute(charset=charset, title=title, body="\n".join(parts))
        return filled_in.encode(charset, errors="xmlcharrefreplace")

    return render


def word(name: str, *, styled: bool, keep: float = 1.0) -> Render:
    """A docx; `styled` uses Word's heading styles, `keep` < 1 cuts the file off after that share of its bytes."""

    def render() -> bytes:
        document = docx.Document()
        document.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")
        about = document.core_properties
        about.author, about.created, about.modified, about.comments = "zongjie sample corpus", EPOCH, EPOCH, ""
        for number, (is_table, lines) in enumerate(blocks(source(name))):
            if is_table:
                rows = [line.split(" | ") for line in lines]
                table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
                for cells, row in zip(table.rows, rows, strict=True):
                    for cell, value in zip(cells.cells, row, strict=True):
                        cell.text = value
                continue
            for place, line in enumerate(lines):
                style = "Title" if number == place == 0 else "Heading 1" if HEADING.match(line) else None
                style = "Caption" if CAPTION.match(line) else style
                document.add_paragraph(line, style=style if styled else None)
        buffer = io.BytesIO()
        document.save(buffer)
        content = same_dates(buffer.getvalue())
        return content[: int(len(content) * keep)]

    return render


def pdf(name: str) -> Render:
    """A PDF with a text layer; the page number `— n —` stands at the foot of each page."""

    def render() -> bytes:
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        text = ParagraphStyle(
            "text", fontName="STSong-Light", fontSize=11, leading=18, wordWrap="CJK", firstLineIndent=22
        )
        head = ParagraphStyle("head", parent=text, fontSize=13, firstLineIndent=0, spaceBefore=6)
        flow = [
            Paragraph(line, head if not at or HEADING.match(line) else text)
            for at, line in enumerate(filter(None, source(name).split("\n")))
        ]

        def foot(canvas: Canvas, template: SimpleDocTemplate) -> None:
            canvas.setFont("STSong-Light", 9)
            canvas.drawCentredString(A5[0] / 2, 28, f"— {template.page} —")

        buffer = io.BytesIO()
        template = SimpleDocTemplate(buffer, pagesize=A5, invariant=1, title=name, author="zongjie sample corpus")
        template.build(flow, onFirstPage=foot, onLaterPages=foot)
        return buffer.getvalue()

    return render


def workbook(rows: Sequence[Sequence[str | int]], text: str | None = None) -> Render:
    """An xlsx with one sheet; cells of the column headed `text` are names of sources."""

    def render() -> bytes:
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            book.set_properties({"author": "zongjie sample corpus", "created": EPOCH})
            sheet = book.add_worksheet("Sheet1")
            for number, row in enumerate(filled(rows, text)):
                sheet.write_row(number, 0, row)
        return same_dates(buffer.getvalue())

    return render


def comma(rows: Sequence[Sequence[str | int]], text: str, encoding: str) -> Render:
    def render() -> bytes:
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\r\n").writerows(filled(rows, text))
        return buffer.getvalue().encode(encoding)

    return render


def lines_of_json(rows: Sequence[Sequence[str | int]], text: str) -> Render:
    def render() -> bytes:
        header, *records = filled(rows, text)
        return "".join(
            json.dumps(dict(zip(header, row, strict=True)), ensure_ascii=False) + "\n" for row in records
        ).encode()

    return render


def archive(members: dict[str, Render]) -> Render:
    return lambda: zipped({name: render() for name, render in members.items()})


def filled(rows: Sequence[Sequence[str | int]], text: str | None) -> list[list[str | int]]:
    """The rows, with the sources that the column `text` names put in their place."""
    header, *records = rows
    return [list(header)] + [
        [source(str(value)).rstrip("\n") if key == text else value for key, value in zip(header, row, strict=True)]
        for row in records
    ]


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip whose members all carry the same date."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            member = zipfile.ZipInfo(name, EPOCH.timetuple()[:6])
            member.create_system, member.compress_type = 3, zipfile.ZIP_DEFLATED
            target.writestr(member, content)
    return buffer.getvalue()


def same_dates(content: bytes) -> bytes:
    """The same zip container without the time of its making."""
    with zipfile.ZipFile(io.BytesIO(content)) as origin:
        return zipped({name: origin.read(name) for name in origin.namelist()})


LIBRARIES = (
    ("单位", "年度", "地区", "正文"),
    ("青禾县图书馆", 2021, "青禾县", "图书馆2021.txt"),
    ("青禾县图书馆", 2022, "青禾县", "图书馆2022.txt"),
    ("青禾县图书馆", 2023, "青禾县", "图书馆2023.txt"),
    ("临溪区图书馆", 2023, "临溪区", "临溪图书馆2023.txt"),
)
GRASSROOTS = (
    ("编号", "单位", "年度", "内容"),
    ("A001", "临溪区蓝天幼儿园", 2023, "幼儿园.txt"),
    ("A002", "南浦镇敬老院", 2023, "敬老院.txt"),
    ("A003", "柳溪镇综合文化站", 2023, "文化站.txt"),
)
STATIONS = (
    ("title", "unit", "year", "region", "text"),
    ("县农技推广站2023年工作情况", "青禾县农技推广站", 2023, "青禾县", "农技站.txt"),
    ("南浦镇水务站2023年工作汇报", "南浦镇水务站", 2023, "青禾县", "水务站.txt"),
    ("白石林场2023年工作小结", "临溪区白石林场", 2023, "临溪区", "国有林场.txt"),
)
METADATA = (
    ("文件", "单位", "年度", "地区"),
    ("县总工会2023年工作总结.txt", "青禾县总工会", 2023, "青禾县"),
    ("实验小学学年工作总结.txt", "临溪区实验小学", 2023, "临溪区"),
    ("县人民医院上半年工作汇报.txt", "青禾县人民医院", 2023, "青禾县"),
    ("samples/石桥街道2023年工作总结.html", "石桥街道办事处", 2023, "临溪区"),
    ("云岭村乡村振兴工作总结.md", "云岭村村民委员会", 2023, "青禾县"),
    ("临溪区政府工作报告.pdf", "临溪区人民政府", 2023, "临溪区"),
    ("qihe-2023.docx", "启禾机械有限公司", 2023, "青禾县"),
    ("白鹭镇2020年工作总结.txt", "白鹭镇人民政府", 2020, "青禾县"),
)

SAMPLES: dict[str, Render] = {
    "县总工会2023年工作总结.txt": plain("县总工会.txt", "utf-8", byte_order_mark, newline="\r\n"),
    "实验小学学年工作总结.txt": plain("实验小学.txt", "gb18030", hard_wrap(36), newline="\r\n"),
    "县人民医院上半年工作汇报.txt": plain(
        "县人民医院.txt",
        "utf-8",
        zero_width({"门急诊": "\u200b", "护理志愿": "\u200d", "患者满意度": "\ufeff", "１．２７亿元": "\u200b"}),
    ),
    "yangliuwan_shequ.txt": plain("杨柳湾社区.txt", "gb18030", one_line),
    "海棠灣博物館年度報告_big5.txt": plain("海棠湾博物馆.txt", "big5"),
    "城北支行2023年度工作总结.txt": plain("城北支行.txt", "utf-16-le", byte_order_mark, newline="\r\n"),
    "县人民法院工作报告.txt": plain("县人民法院.txt", "utf-8"),
    "农业农村局2022年工作总结.html": page("县农业农村局.txt", "site.html", "gbk"),
    "石桥街道2023年工作总结.html": page("石桥街道.txt", "office.html", "utf-8"),
    "云岭村乡村振兴工作总结.md": plain("云岭村.md", "utf-8"),
    "qihe-2023.docx": word("启禾机械.txt", styled=False),
    "经济管理学院工作总结.docx": word("经济管理学院.txt", styled=True),
    "损坏的工作汇报.docx": word("城北支行.txt", styled=False, keep=0.6),
    "临溪区政府工作报告.pdf": pdf("临溪区政府工作报告.txt"),
    "图书馆历年总结.xlsx": workbook(LIBRARIES, text="正文"),
    "基层单位小结.csv": comma(GRASSROOTS, text="内容", encoding="gb18030"),
    "stations.jsonl": lines_of_json(STATIONS, text="text"),
    "南浦镇群团总结.zip": archive(
        {
            "南浦镇/2023/南浦镇团委.txt": plain("南浦镇团委.txt", "gb18030", newline="\r\n"),
            "南浦镇/2023/南浦镇妇联.txt": plain("南浦镇妇联.txt", "utf-8"),
        }
    ),
    "志愿服务工作总结范文4篇.txt": plain("志愿服务范文四篇.txt", "utf-8"),
    "所站工作总结范文两篇.txt": plain("所站范文两篇.txt", "utf-8"),
}


def main(folder: Path) -> None:
    """Write every sample and the metadata sheet below `folder`."""
    (folder / "samples").mkdir(parents=True, exist_ok=True)
    for name, render in SAMPLES.items():
        (folder / "samples" / name).write_bytes(render())
    (folder / "samples_metadata.xlsx").write_bytes(workbook(METADATA)())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
