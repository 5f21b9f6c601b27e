"""Texts in documents: Markdown, HTML, Word, RTF and PDF give their lines in order."""

from __future__ import annotations

import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from ingest_files import DATA, REPORT, docx_bytes, note, pdf_bytes, with_notes

from zongjie.config import Settings, load_settings
from zongjie.ingest import read_bytes
from zongjie.ingest.html import read_html
from zongjie.ingest.html_flat import flat_text
from zongjie.ingest.numbering import format_number
from zongjie.ingest.text import strip_markdown

PARAGRAPH = "2022年，全院围绕中心任务开展工作，<b>收治</b>患者3.1万人次，组织义诊12场，群众满意度继续提高。"
PAGE = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>某县医院总结_某网</title>
<style>p {{color: red}}</style><script>var 菜单 = 1;</script></head><body>
<div class="nav"><a href="/">首页</a><a href="/news">新闻中心</a><a href="/about">关于我们</a></div>
<div class="article"><h1>某县医院2022年工作总结</h1><p class="info">发布时间：2022-12-30　来源：办公室</p>
<div id="zoom"><p>{PARAGRAPH}</p><h2>一、主要做法</h2><p>（一）抓管理。{PARAGRAPH}</p><p>　　{PARAGRAPH}</p>
<table><tr><th>指标</th><th>数值</th></tr><tr><td>床位</td><td>300<br>张</td></tr></table>
<ul><li>一是建章立制；</li><li>二是培训骨干。</li></ul>末尾的文字<br>第二行
<p style="display:none">复制自某网</p></div></div>
<div class="related"><h3>相关推荐</h3><ul><li><a href="1">某镇总结</a></li><li><a href="2">某校总结</a></li></ul></div>
<div class="footer">版权所有 某网</div></body></html>"""


def text_of(data: bytes, name: str, settings: Settings) -> str:
    [source] = read_bytes(data, name, settings)
    assert source.status == "ok", source.reason
    return source.text


def test_plain_text_is_not_changed(settings: Settings) -> None:
    [source] = read_bytes(REPORT.replace("\n", "\r\n").encode("gbk"), "年终.txt", settings)
    assert (source.text, source.encoding, source.media_type) == (REPORT, "gb18030", "text/plain")
    assert source.bytes == len(REPORT.replace("\n", "\r\n").encode("gbk"))


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("# 工作总结 #", "工作总结"),
        ("- **一是**抓学习", "一是抓学习"),
        ("1. 抓学习", "1. 抓学习"),
        ("20**年完成**万元", "20**年完成**万元"),
        ("共__人，投入__万元", "共__人，投入__万元"),
        ("3*5=15", "3*5=15"),
        ("| 指标 | 数值 |\n| --- | :-: |\n| 会员 | 12 |", "指标\t数值\n\n会员\t12"),
        ("> 引文\n---\n见[附件](a.doc)", "引文\n\n见附件"),
        ("增长\\*12%", "增长*12%"),
        ("拨付补贴~~520万元~~ 530万元", "拨付补贴530万元"),
        ("the ~~old~~ new", "the new"),
        ("增长10~~20%，下降5~~8%，长5~8米，宽3~4米", "增长10~~20%，下降5~~8%，长5~8米，宽3~4米"),
        ("完成\\~~12~~件", "完成~~12~~件"),
        ("完成<del class='x'>12</del>15件，产值10<sup>6</sup>元，3m^2^", "完成15件，产值10⁶元，3m²"),
        ("惠及*4,210*户，走访_320_户，完成*98.3%*", "惠及4,210户，走访320户，完成98.3%"),
        ("走访_320_户发放_1,200_份，建成*4.5万*米", "走访320户发放1,200份，建成4.5万米"),
        ("走访**家，培训**人，表彰 ** 名", "走访**家，培训**人，表彰 ** 名"),
        ("投入**万元，建成**公里，惠及**户", "投入**万元，建成**公里，惠及**户"),
        ("走访**家，**重点**是**家庭农场**", "走访**家，重点是家庭农场"),
        ("走访*家，慰问*人，占地*00万亩*", "走访*家，慰问*人，占地*00万亩*"),
        ("附件_3_汇总表，附件_3_名单.xlsx，a_3_b，3*5*6", "附件_3_汇总表，附件_3_名单.xlsx，a_3_b，3*5*6"),
    ],
)
def test_markdown_loses_its_marks_and_keeps_its_lines(marked: str, plain: str) -> None:
    assert strip_markdown(marked) == plain


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("---\ntitle: 总结\ndate: 2023-12-30\n---\n\n# 总结\n完成3件", "\n\n\n\n\n总结\n完成3件"),
        ('---\ntags:\n  - 甲\ntitle: "某镇总结" # 题\n...\n## 一、做法', "\n\n\n某镇总结\n\n一、做法"),
        ("---\ntitle: >\n  某镇\n---\n做法", "\n\n\n\n做法"),
        ("---\n完成情况：完成3件。\n---\n做法", "\n完成情况：完成3件。\n\n做法"),
        ("---\ntitle: 总结\n没有结束", "\ntitle: 总结\n没有结束"),
        ("做法\n---\ntitle: 总结\n---\n完成3件", "做法\n\ntitle: 总结\n\n完成3件"),
    ],
)
def test_front_matter_is_no_text_and_gives_a_title_where_the_text_has_none(marked: str, plain: str) -> None:
    assert strip_markdown(marked) == plain


def test_a_page_gives_its_article_with_headings_and_tables_without_menus(settings: Settings) -> None:
    lines = text_of(PAGE.encode("utf-8"), "a.html", settings).split("\n")
    paragraph = PARAGRAPH.replace("<b>", "").replace("</b>", "")
    assert lines == [
        "某县医院2022年工作总结",
        "发布时间：2022-12-30　来源：办公室",
        paragraph,
        "一、主要做法",
        "（一）抓管理。" + paragraph,
        "　　" + paragraph,
        "指标\t数值",
        "床位\t300 张",
        "一是建章立制；",
        "二是培训骨干。",
        "末尾的文字",
        "第二行",
    ]


def test_a_page_under_any_name_and_encoding_is_a_page(settings: Settings) -> None:
    page = PAGE.replace("utf-8", "gb2312").encode("gbk")
    [source] = read_bytes(page, "下载.doc", settings)
    assert (source.media_type, source.encoding) == ("text/html", "gb18030")
    assert "床位\t300 张" in source.text


def page_text(page: str) -> str:
    return read_html(page.encode(), "a.html", load_settings()).text


def test_a_page_laid_out_by_tables_is_read_cell_by_cell() -> None:
    page = (
        f"<html><body><table><tr><td><a href=1>首页</a></td><td><p>{PARAGRAPH * 6}</p><p>短句。</p></td></tr></table>"
    )
    text = page_text(page)
    assert text.split("\n")[-1] == "短句。"
    assert "\t" not in text


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("投入<strike>120</strike>150万元，植树<s>500</s>600株", "投入150万元，植树600株"),
        ("养护河道<del>8</del><ins>9</ins>公里", "养护河道9公里"),
        ("建房<u style='text-decoration: underline line-through'>12</u>15套", "建房15套"),
        ("建房<u style='text-decoration: none'>12</u>套", "建房12套"),
        ("蓄积3×10<sup>6</sup>吨，含10<sup><b>-3</b></sup>克", "蓄积3×10⁶吨，含10⁻³克"),
        ("林地120万m<sup>2</sup>，巡查36<sup>[1]</sup>次", "林地120万m²，巡查36[¹]次"),
        ("产值10<span style='vertical-align:super'>6</span>元", "产值10⁶元"),
        ("<sup>全年投资12亿元</sup>，增长<sup>5%</sup>，见<sup>①</sup>", "全年投资12亿元，增长5%，见①"),
        ("排放CO<sub>2</sub>", "排放CO2"),
    ],
)
def test_a_page_gives_no_struck_text_and_keeps_raised_figures_apart(marked: str, plain: str) -> None:
    assert page_text(f"<html><body><p>{PARAGRAPH}</p><p>{marked}</p></body></html>").split("\n")[-1] == plain


def test_a_heading_has_no_struck_text() -> None:
    page = f"<html><body><div><h1>某镇<del>2022</del>2023年总结</h1></div><p>{PARAGRAPH}</p></body></html>"
    assert page_text(page).split("\n")[0] == "某镇2023年总结"


def test_a_page_read_straight_through_gives_no_struck_text() -> None:
    page = "<p>投入<S>120</S>150万元，产值10<sup>6</sup>元<p>1<sup>2<p>3"
    assert flat_text(page) == "投入150万元，产值10⁶元\n1²\n3"


def test_the_title_that_government_pages_name_comes_first() -> None:
    page = f'<html><head><meta name="ArticleTitle" content="某市计划"></head><body><p>{PARAGRAPH}</p></body></html>'
    assert page_text(page).split("\n")[0] == "某市计划"


def test_a_page_made_by_scripts_is_empty_and_says_so(settings: Settings) -> None:
    [source] = read_bytes(b"<html><body><script>document.write('x')</script></body></html>", "a.htm", settings)
    assert source.status == "empty"
    assert "浏览器" in (source.reason or "")


def numbered(document, text: str, number: int, level: int = 0) -> None:
    properties = document.add_paragraph(text)._p.get_or_add_pPr()
    list_properties = OxmlElement("w:numPr")
    for tag, value in (("w:ilvl", level), ("w:numId", number)):
        element = OxmlElement(tag)
        element.set(qn("w:val"), str(value))
        list_properties.append(element)
    properties.append(list_properties)


def add_list(document) -> None:
    root = document.part.numbering_part.element
    levels = [("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")]
    inner = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{name}"/><w:lvlText w:val="{shown}"/></w:lvl>'
        for at, (name, shown) in enumerate(levels)
    )
    first = root.find(qn("w:num"))
    first.addprevious(parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{inner}</w:abstractNum>'))
    for number in ("77", "78"):
        root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="77"/></w:num>'))


def test_word_gives_paragraphs_and_tables_in_order_with_their_numbers(settings: Settings) -> None:
    def build(document) -> None:
        add_list(document)
        document.sections[0].header.paragraphs[0].text = "页眉"
        document.add_heading("某街道总结", 1)
        numbered(document, "主要工作", 77)
        numbered(document, "抓组建", 77, 1)
        numbered(document, "新建2家", 77, 2)
        numbered(document, "抓维权", 77, 1)
        table = document.add_table(2, 2)
        for cell, text in zip(table._cells, ["指标", "数值", "会员", "12"], strict=True):
            cell.text = text
        numbered(document, "存在问题", 78)
        numbered(document, "人手不足", 78, 1)
        numbered(document, "不编号", 0)

    assert text_of(docx_bytes(build), "a.docx", settings).split("\n") == [
        "某街道总结", "一、主要工作", "（一）抓组建", "1. 新建2家", "（二）抓维权", "指标\t数值", "会员\t12",
        "二、存在问题", "（一）人手不足", "不编号",
    ]  # fmt: skip


def test_word_keeps_inserted_text_and_leaves_deleted_text(settings: Settings) -> None:
    def build(document) -> None:
        paragraph = document.add_paragraph("完成")._p
        paragraph.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>十</w:t></w:r></w:ins>"))
        paragraph.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>九</w:delText></w:r></w:del>"))
        paragraph.append(
            parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent><w:r><w:t>件</w:t></w:r></w:sdtContent></w:sdt>")
        )

    assert text_of(docx_bytes(build), "a.docx", settings) == "完成十件"


def run(text: str, properties: str = "", inner: str = "") -> str:
    return f"<w:r {nsdecls('w')}><w:rPr>{properties}</w:rPr>{inner}<w:t>{text}</w:t></w:r>"


def refer(kind: str, number: int) -> str:
    return f'<w:{kind}Reference w:id="{number}"/>'


def test_word_gives_notes_after_what_refers_to_them_and_each_once(settings: Settings) -> None:
    def build(document) -> None:
        first = document.add_paragraph("巡查36次")._p
        for inner in (refer("footnote", 2), refer("endnote", 2), refer("footnote", 9)):
            first.append(parse_xml(run("", inner=inner)))
        first.append(parse_xml(run("，处置4起。")))
        table = document.add_table(2, 1)
        table.cell(0, 0).paragraphs[0]._p.append(parse_xml(run("造林", inner=refer("footnote", 3))))
        table.cell(1, 0).text = "5000"
        document.add_paragraph("存在问题")._p.append(parse_xml(run("", inner=refer("footnote", 2))))

    separator = b'<w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
    again = (
        '<w:footnote w:id="3"><w:p><w:r><w:t> 含补植。</w:t><w:footnoteReference w:id="3"/></w:r></w:p></w:footnote>'
    )
    footnotes = separator + note("footnote", 2, "含夜间8次。", "又：含节日。") + again.encode()
    data = with_notes(docx_bytes(build), "footnotes", footnotes + note("footnote", 4, "没有引用。"))
    data = with_notes(data, "endnotes", note("endnote", 2, "见台账。"))
    assert text_of(data, "a.docx", settings).split("\n") == [
        "巡查36次，处置4起。", "含夜间8次。", "又：含节日。", "见台账。", "造林", "5000", "含补植。", "存在问题",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("runs", "shown"),
    [
        ([("完成", ""), ("9件", "<w:vanish/>"), ("8件", '<w:vanish w:val="0"/>')], "完成8件"),
        ([("投入", ""), ("120", "<w:strike/>"), ("130", "<w:dstrike/>"), ("150万元", "")], "投入150万元"),
        ([("产值10", ""), ("6", '<w:vertAlign w:val="superscript"/>'), ("元", "")], "产值10⁶元"),
        ([("CO", ""), ("2", '<w:vertAlign w:val="subscript"/>')], "CO2"),
        ([("完成", ""), ("9件", '<w:rStyle w:val="Hid"/>'), ("8件", '<w:rStyle w:val="Up"/>')], "完成8件"),
        ([("36", ""), ("1", '<w:rStyle w:val="Up"/>'), ("次", "")], "36¹次"),
        ([("3", '<w:rStyle w:val="Up"/><w:vertAlign w:val="baseline"/>'), ("次", "")], "3次"),
    ],
)
def test_word_gives_no_hidden_or_struck_text_and_keeps_raised_figures_apart(
    runs: list[tuple[str, str]], shown: str, settings: Settings
) -> None:
    def build(document) -> None:
        for name, based, properties in (
            ("Hid", "Base", ""),
            ("Base", "Base", "<w:vanish/>"),
            ("Up", "Default", '<w:vertAlign w:val="superscript"/>'),
        ):
            inner = f'<w:basedOn w:val="{based}"/><w:rPr>{properties}</w:rPr>'
            style = f'<w:style {nsdecls("w")} w:type="character" w:styleId="{name}">{inner}</w:style>'
            document.styles.element.append(parse_xml(style))
        paragraph = document.add_paragraph()._p
        for text, properties in runs:
            paragraph.append(parse_xml(run(text, properties)))

    assert text_of(docx_bytes(build), "a.docx", settings) == shown


def test_word_gives_no_paragraph_of_a_hidden_style(settings: Settings) -> None:
    def build(document) -> None:
        inner = "<w:rPr><w:vanish/></w:rPr>"
        style = f'<w:style {nsdecls("w")} w:type="paragraph" w:styleId="Top">{inner}</w:style>'
        document.styles.element.append(parse_xml(style))
        paragraph = document.add_paragraph("窗体顶端")._p
        paragraph.get_or_add_pPr().append(parse_xml(f'<w:pStyle {nsdecls("w")} w:val="Top"/>'))
        document.add_paragraph("完成3件。")

    assert text_of(docx_bytes(build), "a.docx", settings).strip() == "完成3件。"


def test_a_form_with_the_report_in_one_cell_keeps_its_paragraphs(settings: Settings) -> None:
    def build(document) -> None:
        table = document.add_table(1, 2)
        table.cell(0, 0).text = "个人总结"
        table.cell(0, 1).text = "\n".join(["一、学习", "全年参加培训6次。" * 20])
        table.cell(0, 1).add_paragraph("二、不足")

    lines = text_of(docx_bytes(build), "a.docx", settings).split("\n")
    assert lines[0] == "个人总结"
    assert lines[-1] == "二、不足"


@pytest.mark.parametrize(
    ("number", "name", "shown"),
    [
        (1, "chineseCounting", "一"), (10, "chineseCounting", "十"), (12, "chineseCounting", "十二"),
        (20, "chineseCountingThousand", "二十"), (105, "chineseCountingThousand", "一百零五"),
        (1010, "chineseCounting", "一千零一十"),
        (3, "decimal", "3"), (3, "decimalEnclosedCircleChinese", "③"), (12, "decimalFullWidth", "１２"),
        (28, "lowerLetter", "bb"), (4, "upperRoman", "IV"), (21, "decimalEnclosedCircle", "21"),
    ],
)  # fmt: skip
def test_numbers_read_as_word_writes_them(number: int, name: str, shown: str) -> None:
    assert format_number(number, name) == shown


def test_legacy_word(settings: Settings) -> None:
    lines = text_of((DATA / "library.doc").read_bytes(), "改名.txt", settings).split("\n")
    assert lines[:5] == [
        "某县图书馆2023年工作总结",
        "一、主要工作",
        "全年接待读者3.2万人次，同比增长12%。",
        "指标\t数值",
        "新书\t800册",
    ]


def rtf(text: str, raw: bool = False) -> bytes:
    escaped = text.encode("gbk") if raw else "".join(f"\\'{byte:02x}" for byte in text.encode("gbk")).encode()
    return b"{\\rtf1\\ansi\\ansicpg936{\\fonttbl{\\f0\\fcharset134 SimSun;}}\\f0 " + escaped + b"\\par "


@pytest.mark.parametrize("raw", [False, True])
def test_rich_text_in_code_page_936(raw: bool, settings: Settings) -> None:
    data = rtf("全年完成投资", raw) + b"\\u-10179?\\u-8704?3.5\\cell x\\cell\\row}"
    [source] = read_bytes(data, "a.rtf", settings)
    assert source.text == "全年完成投资\n\U0001f6003.5\tx"
    assert (source.media_type, source.encoding) == ("application/rtf", "cp936")


def test_pdf_gives_its_pages_as_lines(settings: Settings) -> None:
    data = pdf_bytes([["某法院2022年工作报告", "全年受理案件4521件。"], ["二、下一步打算"]])
    assert text_of(data, "无后缀", settings).split("\n") == [
        "某法院2022年工作报告",
        "全年受理案件4521件。",
        "二、下一步打算",
    ]


def test_pdf_with_some_scanned_pages_names_them(settings: Settings) -> None:
    [source] = read_bytes(pdf_bytes([["全年受理案件4521件。"], []], picture_on=(1,)), "a.pdf", settings)
    assert source.status == "ok"
    assert "第 2 页" in (source.reason or "")
