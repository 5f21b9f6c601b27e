"""Splitting: every form of collection, and every single text that must stay whole."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zongjie import lexicon
from zongjie.clean import clean
from zongjie.config import Settings
from zongjie.document import Document, Source
from zongjie.split import _schemes, split, title_of

BODY = """今年以来，我单位认真落实上级部署，各项工作取得新进展。

一、主要工作

开展入户走访320次，组织技能培训12期，参加人数860人次。

二、存在问题

专业人员不足，资金投入偏少，工作进展不平衡。

三、下一步打算

计划新建活动室2个，培训骨干40名。"""


def source(text: str, path: str = "a.txt") -> Source:
    return Source(path, "0" * 64, len(text.encode("utf-8", "replace")), "text/plain", "utf-8", text, "ok")


def documents(text: str, path: str = "a.txt", **changes: object) -> tuple[Document, ...]:
    chosen = Settings.model_validate(changes)
    return split(source(text, path), clean(text, chosen), chosen)


def collection(*headings: str) -> str:
    parts = "\n\n".join(f"{heading}\n\n{BODY}" for heading in headings)
    head = "社区工作总结\n\n2024-03-01 总结\n\n下面是小编整理的社区工作总结，欢迎阅读。"
    return f"{head}\n\n{parts}\n\n相关推荐\n\n社区总结03-02\n"


COLLECTIONS = [
    (("社区工作总结 1", "社区工作总结 2", "社区工作总结 3"), ("社区工作总结 1", "社区工作总结 2", "社区工作总结 3")),
    (("社区工作总结（一）", "社区工作总结（二）"), ("社区工作总结（一）", "社区工作总结（二）")),
    (("社区工作总结范文一", "社区工作总结范文二"), ("社区工作总结范文一", "社区工作总结范文二")),
    (("篇一：东湖社区工作总结", "篇二：西湖社区工作总结"), ("东湖社区工作总结", "西湖社区工作总结")),
    (("篇1", "篇2", "篇3"), ("篇1", "篇2", "篇3")),
    (("第一篇：东湖社区工作总结", "第二篇：西湖社区工作总结"), ("东湖社区工作总结", "西湖社区工作总结")),
    (("【篇1】", "【篇2】"), ("【篇1】", "【篇2】")),
    (("社区工作总结 篇1", "社区工作总结 篇2"), ("社区工作总结 篇1", "社区工作总结 篇2")),
    (("（一）城市社区篇", "（二）农村社区篇", "（三）新建小区篇"), ("城市社区篇", "农村社区篇", "新建小区篇")),
    (("范文1：东湖社区工作总结", "范文2：西湖社区工作总结"), ("东湖社区工作总结", "西湖社区工作总结")),
    (("标题1：东湖社区工作总结", "标题2：西湖社区工作总结"), ("东湖社区工作总结", "西湖社区工作总结")),
    (
        ("个人年终总结篇一（社区网格员）", "个人年终总结篇二（社区书记）"),
        ("个人年终总结篇一（社区网格员）", "个人年终总结篇二（社区书记）"),
    ),
    (
        ("社区总结范文篇1：东湖社区", "社区总结范文篇2：西湖社区"),
        ("社区总结范文篇1：东湖社区", "社区总结范文篇2：西湖社区"),
    ),
    (("〖第一篇〗 东湖社区", "〖第二篇〗 西湖社区"), ("东湖社区", "西湖社区")),
    (("==第一则==　东湖社区工作总结", "==第二则==　西湖社区工作总结"), ("东湖社区工作总结", "西湖社区工作总结")),
    (
        ("【社区工作总结 第1篇】 东湖社区", "【社区工作总结 第2篇】 西湖社区"),
        ("【社区工作总结 第1篇】 东湖社区", "【社区工作总结 第2篇】 西湖社区"),
    ),
    (("个人述职报告范文一：", "个人述职报告范文二："), ("个人述职报告范文一：", "个人述职报告范文二：")),
    (("1、社区工作总结", "2、社区工作总结"), ("1、社区工作总结", "2、社区工作总结")),
    (("社区工作总结 1", "社区工作总结 3", "社区工作总结 4"), ("社区工作总结 1", "社区工作总结 3", "社区工作总结 4")),
]


@pytest.mark.parametrize("said", ["两篇", "(二篇)", "2篇"])
def test_numbered_summaries_are_parted_where_the_page_says_how_many_there_are(said: str) -> None:
    opening = "今年以来，本馆坚持读者至上，各项服务稳步开展，馆舍环境明显改善，读者普遍满意。"
    parts = f"（一）县图书馆\n\n{opening}接待读者3万人次。\n\n（二）校图书室\n\n{opening}购书200册。"
    assert [d.title for d in documents(f"图书馆年度工作总结{said}\n\n{parts}")] == ["县图书馆", "校图书室"]
    for other in ("", "三篇"):
        assert len(documents(f"图书馆年度工作总结{other}\n\n{parts}")) == 1


SEVERAL = "各单位工作总结范文集锦\n\n来源：范文网　发布时间：2024-03-01\n\n"


@pytest.mark.parametrize("mark", ["★ ", "① ", "1. ", "（一）", ""])
def test_titled_reports_of_a_page_of_several_are_parted(mark: str) -> None:
    titles = ("县水利局工作总结", "东湖社区年度工作总结", "第二中学教务处工作小结")
    marks = {"① ": "①②③", "1. ": ("1. ", "2. ", "3. "), "（一）": ("（一）", "（二）", "（三）")}.get(mark, (mark,) * 3)
    text = SEVERAL + "\n\n".join(f"{sign}{title}\n\n{BODY}" for sign, title in zip(marks, titles, strict=True))
    assert [d.title for d in documents(text)] == list(titles)
    assert len(documents(text.removeprefix(SEVERAL).replace("工作总结", "工作情况"))) == 1


def test_chapters_with_such_titles_leave_a_report_whole() -> None:
    chapters = ("一、生产经营工作总结", "二、安全环保工作总结", "三、党建工作总结")
    text = SEVERAL + "水泥公司2006年工作总结\n\n" + "\n\n".join(f"{chapter}\n\n{BODY * 2}" for chapter in chapters)
    assert len(documents(text)) == 1
    parts = ("第一篇　成绩篇", "第二篇　问题篇", "第三篇　打算篇")
    assert len(documents("供电公司工作总结\n\n" + "\n\n".join(f"{part}\n\n{BODY}" for part in parts))) == 1


@pytest.mark.parametrize("part", ["Part {}", "第{}部分"])
def test_parts_with_titles_of_their_own(part: str) -> None:
    numbers = "12" if part.startswith("P") else "一二"
    text = "\n\n".join(f"{part.format(n)}\n\n{n}号公路段工作总结\n\n{BODY}" for n in numbers)
    assert len(documents(text)) == 2
    assert len(documents("公路局工作总结\n\n" + "\n\n".join(f"第{n}部分\n\n{BODY}" for n in "一二"))) == 1


REPORTS = (
    "教育局主题教育工作汇报\n\n各位领导：现将有关情况汇报如下。\n\n一、开好动员会\n\n{0}\n\n二、开好学习会\n\n{0}\n\n三、开好民主生活会\n\n{0}",
    "统筹推进“五位一体”总体布局工作总结\n\n一、经济建设\n\n{0}\n\n二、政治建设\n\n{0}\n\n三、文化建设\n\n{0}\n\n四、社会建设\n\n{0}",
    "城镇工作总结\n\n今年，我镇综合考核列全县第三位。\n\n1、抓项目\n\n{0}\n\n2、抓环境\n\n{0}\n\n3、抓民生\n\n{0}",
    "城建工作总结\n\n今年以来成效明显。\n\n其一：为了改善民生，{0}\n\n其二：根据上级要求，{0}\n\n其三：为切实加强管理，{0}",
    "学习活动总结\n\n{0}\n\n学习调研阶段工作总结\n\n{0}\n\n分析检查阶段工作总结\n\n{0}\n\n整改落实阶段工作总结\n\n{0}",
)


@pytest.mark.parametrize("report", REPORTS)
def test_headings_of_one_report_do_not_part_it(report: str) -> None:
    plain = "我们结合实际抓落实，组织学习12次，走访群众320户，解决难题43件，群众比较满意，上级也给予了肯定和好评。" * 3
    assert len(documents(report.format(plain))) == 1


LAST_LINES = (
    "展开阅读推广活动12场\n接待读者3万人次",
    "相关资料整理归档，归档率100%\n设备完好率98%",
    "来源：财政拨款300万元，自筹50万元\n支出：修缮350万元",
    "剩余30%工程量明年完成\n力争六月通车",
    "本站新增用户300户\n维修管道12公里",
)


@pytest.mark.parametrize("last", LAST_LINES)
def test_a_report_keeps_its_last_lines(last: str) -> None:
    (found,) = documents(f"社区工作总结\n\n{BODY}\n\n{last}\n")
    assert found.text.rstrip().endswith(last.rsplit("\n", 1)[1])


def test_parts_that_are_summaries_and_plans_are_documents() -> None:
    heads = [f"第{n}篇：会计2022年工作总结及2023年工作计划" for n in "一二三"]
    assert len(documents("\n\n".join(f"{head}\n\n{BODY}" for head in heads))) == 3


PAGE = "资料中心 > 农村\n\n"


def test_titles_that_end_alike_part_a_page_that_does_not_say_it_has_several() -> None:
    titles = [f"青山乡{body}年终工作总结" for body in ("农技站", "水管站", "文化站")]
    text = PAGE + "\n\n".join(f"{title}\n\n{BODY}\n\n青山乡" for title in titles)
    assert [d.title for d in documents(text)] == titles
    other = text.replace("水管站年终工作总结", "水管站工作").replace("文化站年终工作总结", "文化站工作")
    assert len(documents(other)) == 1


def test_bare_names_part_a_page_on_all_bodies_of_a_kind() -> None:
    names = ["青石镇", "柳河乡", "双塔街道"]
    below = "\n\n".join(f"{name}\n\n{BODY}" for name in names)
    assert [d.title for d in documents(f"各乡镇上半年工作总结\n\n{below}")] == names
    assert len(documents(f"上半年工作总结\n\n{below}")) == 1
    few = "\n\n".join(f"{name}\n\n工作扎实。" for name in names)
    assert len(documents(f"各乡镇上半年工作总结\n\n{few}")) == 1


def test_quarters_and_persons_part_a_page_that_says_it_has_theirs() -> None:
    quarters = ["第一季度", "第二季度", "第三季度"]
    below = "\n\n".join(f"{name}\n\n{BODY}" for name in quarters)
    assert [d.title for d in documents(f"各季度工作小结\n\n{below}")] == quarters
    assert len(documents(f"年度工作小结\n\n{below}")) == 1
    persons = ["党组书记、局长　韩长林", "党组成员、副局长　罗 敏", "机关党委书记　邓月"]
    below = "\n\n".join(f"{name}\n\n{BODY}" for name in persons)
    assert [d.title for d in documents(f"市水利局领导班子成员述职报告\n\n{below}")] == persons


def test_two_reports_part_a_page_that_says_two() -> None:
    titles = ["【农业服务中心】述职报告", "【市场监管所】述职报告"]
    below = "\n\n".join(f"{title}\n\n{BODY.replace('、', '　')}" for title in titles)
    assert [d.title for d in documents(f"两位站所长的述职\n\n{below}")] == titles
    assert len(documents(f"站所长的述职\n\n{below}")) == 1


@pytest.mark.parametrize("head", ["第{}篇：社区民政工作总结", "其{}（纺织厂）："])
def test_headings_run_together_with_their_text(head: str) -> None:
    body = BODY.replace("\n", "")
    text = "\n\n".join(f"{head.format(number)}{body}" for number in "一二三")
    assert len(documents(f"女工工作总结三则\n\n{text}")) == 3
    ways = "\n\n".join(f"其{number}：抓规划，立规矩，修路{number}条，群众出行更加方便，" * 2 for number in "一二三")
    assert len(documents(f"城建工作总结\n\n主要做法有三点。\n\n{ways}")) == 1


def test_titles_with_the_title_of_the_page_before_them() -> None:
    titles = [f"销售部年度工作总结：{trade}" for trade in ("建材", "医药", "汽车")]
    below = "\n\n".join(f"★{title}\n\n{BODY}" for title in titles)
    assert [d.title for d in documents(f"销售部年度工作总结\n\n{below}")] == titles


def test_numbered_reports_of_all_offices() -> None:
    titles = [
        f"{number}、{office}上半年工作总结"
        for number, office in zip("一二三", ("党建科", "城管科", "综治科"), strict=True)
    ]
    below = "\n\n".join(f"{title}\n\n{BODY}" for title in titles)
    assert [d.title for d in documents(f"街道各科室上半年工作总结\n\n{below}")] == [title[2:] for title in titles]
    assert len(documents(f"街道上半年工作总结\n\n{below}")) == 1


def test_parts_in_brackets_need_no_title() -> None:
    plain = "教车最怕的是急，练习倒库时我在地上画出点位，把方向盘贴上标记，学员很快就掌握了要领。" * 3
    assert len(documents(f"教练个人工作总结\n\n【篇一】\n\n{plain}\n\n【篇二】\n\n{plain}")) == 2


def test_a_number_that_an_editor_gave_twice() -> None:
    headings = [f"保安队长工作总结 {number}" for number in (1, 2, 3, 3, 5)]
    found = documents(collection(*headings))
    assert [d.title for d in found] == headings


def test_headings_inside_one_line_part_a_page_that_was_run_together() -> None:
    body = BODY.replace("\n", " ")
    text = f"总结集锦 下面是范文，欢迎阅读! 范文一：客房部工作总结 {body} 范文二：中餐厅工作总结 {body}"
    assert [d.title for d in documents(text)] == ["客房部工作总结", "中餐厅工作总结"]
    assert len(documents(f"工作总结 {body} 见范文一：客房部工作总结 {body} 再见范文一：中餐厅工作总结 {body}")) == 1


def test_the_only_one_of_several_begins_at_its_heading() -> None:
    (found,) = documents(f"武装部工作总结精选3篇\n\n总结可以帮助我们进步。\n\n乡镇武装部工作总结 篇1\n\n{BODY}")
    assert found.text.startswith("乡镇武装部工作总结 篇1")


def test_a_report_begins_at_its_own_title_below_what_a_site_says() -> None:
    (found,) = documents(f"学期德育总结\n\n核心提示：仅供会员交流\n\n云台第二中学德育工作总结\n\n{BODY}")
    assert found.text.startswith("云台第二中学德育工作总结")
    (found,) = documents(
        f"文秘 > 正文\n\n供电公司工作总结\n\n更新：3月1日　栏目：总结\n\n临川供电公司工作总结\n\n{BODY}"
    )
    assert found.text.startswith("临川供电公司工作总结")
    (found,) = documents(f"供电公司总结\n\n栏目：总结\n\n临川供电公司2010年工作总结及2011年工作打算\n\n{BODY}")
    assert found.text.startswith("临川供电公司2010年")
    page = "转正述职范文\n\n栏目：转正\n\n转正述职报告\n\n"
    assert documents(f"{page}尊敬的领导：\n\n{BODY}")[0].text.startswith("转正述职报告")
    assert documents(f"{page}{BODY}")[0].text.startswith("转正述职范文")
    (found,) = documents(f"关于印发工作总结的通知\n\n各镇：\n\n云台第二中学德育工作总结\n\n{BODY}")
    assert found.text.startswith("关于印发")


TAILS = (
    "[责任编辑：小麦]\n\n» 年终总结模板\n» 心得体会3篇\n\n上一页　1　2　下一页　共2页\n网友评论（0）",
    "☆☆☆☆☆　本文评分：4.6\n\n拓展阅读：\n（1）述职报告\n（2）演讲稿\n\n复制全文　|　下载PDF　|　举报",
    "Tags：社区　总结\n\n┌─相关文章────┐\n  竞选演讲稿\n  工作计划\n└──────┘\n本站版权所有",
    "您可能关注的文档：\n县总工会女工委工作要点.doc\n工会经费审查工作报告.doc",
    "看过本文的人还看了：\n★ 保安队长述职报告\n★ 保卫科工作计划五篇",
    "更多综治材料，请扫描下方二维码关注。\n推荐阅读：平安建设工作汇报 / 信访局长讲话",
    "—— END ——\n\n相关推荐：图书管理员个人总结 | 全民阅读活动方案\n\n声明：本网站尊重知识产权，如有不当请联系删除。",
    "文档评价　★★★★☆\n相关文档\n会计年终总结 最新 5.0分\n百度 使用前必读 意见反馈",
    "- END -\n来源：公开资料　编辑：阿武\n喜欢此内容的人还喜欢\n述职怎么写？看这里\n分享　收藏　点赞",
    "相关专题：社区 总结\n·网格员总结(3篇)\n评论(共2条)\n118.2.*.*：写得好！借鉴了。\n匿名网友：下载不了？",
    "展开阅读全文\n相关资源\n社区工作总结.docx\n关于我们 - 网站声明 - 友情链接",
    "（编辑：小鱼儿）本文仅供会员参考，请勿照抄",
    "本文地址：社区工作总结（两篇），如需转载请注明出处。",
)


@pytest.mark.parametrize("tail", TAILS)
def test_what_a_site_puts_below_the_last_summary_is_no_part_of_it(tail: str) -> None:
    (found,) = documents(f"社区工作总结\n\n{BODY}\n\n{tail}\n")
    assert found.text.rstrip().endswith("计划新建活动室2个，培训骨干40名。")


@pytest.mark.parametrize(("headings", "titles"), COLLECTIONS)
def test_collection(headings: tuple[str, ...], titles: tuple[str, ...]) -> None:
    text = collection(*headings)
    found = documents(text)
    assert tuple(d.title for d in found) == titles
    for document, heading in zip(found, headings, strict=True):
        own = text[document.span.start : document.span.end]
        assert own.startswith(heading)
        assert own.endswith("培训骨干40名。")
        assert "小编" not in own and "相关推荐" not in own
    assert [d.index for d in found] == list(range(len(headings)))


def test_split_can_be_switched_off() -> None:
    assert len(documents(collection("篇一：东湖社区工作总结", "篇二：西湖社区工作总结"), split=False)) == 1


def test_contents_list_is_no_collection_of_its_own() -> None:
    listed = "篇一：东湖社区工作总结\n篇二：西湖社区工作总结\n"
    found = documents(listed + "\n" + collection("篇一：东湖社区工作总结", "篇二：西湖社区工作总结"))
    assert len(found) == 2
    assert all("主要工作" in d.text for d in found)


def test_first_summary_without_number() -> None:
    text = f"社区工作总结\n\n{BODY}{BODY}\n\n社区工作总结 篇2\n\n{BODY}\n\n社区工作总结 篇3\n\n{BODY}"
    assert [d.title for d in documents(text)] == ["社区工作总结", "社区工作总结 篇2", "社区工作总结 篇3"]


def test_report_and_resolution() -> None:
    report = f"青山县人民政府工作报告\n\n{BODY}\n\n{BODY}"
    resolution = (
        "青山县第十七届人民代表大会第四次会议\n关于政府工作报告的决议\n\n"
        "青山县第十七届人民代表大会第四次会议审议了政府工作报告，会议决定批准这个报告。"
    )
    first, second = documents(f"{report}\n\n{resolution}")
    assert first.title == "青山县人民政府工作报告"
    assert second.text.startswith("青山县第十七届人民代表大会第四次会议\n关于政府工作报告的决议")
    assert first.text.endswith("培训骨干40名。")


def test_second_title_with_numbering_that_begins_anew() -> None:
    text = (
        f"东湖社区工作总结\n\n{BODY}\n\n为今后工作打下基础。\n\n"
        + "居民满意度保持较高水平。" * 10
        + f"\n\n西湖社区工作总结\n\n{BODY}"
    )
    assert [d.title for d in documents(text)] == ["东湖社区工作总结", "西湖社区工作总结"]


SINGLE = [
    f"东湖社区工作总结\n\n{BODY}",
    f"东湖社区工作总结\n\n{BODY}\n\n四、附：《西湖社区工作总结》\n\n" + "认真学习了兄弟社区的做法。" * 20,
    "青山县发展规划纲要\n\n第一篇 发展基础\n\n第一章 回顾\n\n" + "五年来经济稳步增长。" * 30
    + "\n\n第二篇 总体要求\n\n第二章 目标\n\n" + "到2025年建成强县。" * 30,
    "东湖学校工作总结\n\n（一）成绩篇\n\n" + "教学质量稳步提高，学生成绩优良。" * 10 + "\n\n（二）问题篇\n\n"
    + "教师数量不足。" * 20 + "\n\n（三）打算篇\n\n" + "继续加强培训。" * 20,
    f"东湖社区工作总结\n\n{BODY}\n\n学习贯彻关于建设文明社区的决议，开展活动12次。" + "各项工作有序推进。" * 20,
    f"东湖社区2023年工作总结及2024年工作计划\n\n{BODY}\n\n2024年工作计划\n\n"
    + "一、目标任务\n\n新建书屋2个，培训骨干40名。" * 6,
    BODY.replace("\n\n", "\n"),
    "工作总结",
]  # fmt: skip


@pytest.mark.parametrize("text", SINGLE)
def test_single_text_stays_whole(text: str) -> None:
    (document,) = documents(text)
    assert document.span.start == 0
    assert document.span.end == len(text)


def test_single_text_leaves_the_publication_line_out_of_its_text() -> None:
    text = f"东湖社区工作总结\n2024-03-01 总结\n{BODY}\n\n【打印本页】\n"
    (document,) = documents(text)
    assert document.title == "东湖社区工作总结"
    assert "2024-03-01" not in document.text
    assert text[document.span.start : document.span.end].endswith("培训骨干40名。")


def test_offsets_lead_back_to_the_source() -> None:
    text = collection("社区工作总结 1", "社区工作总结 2").replace("走访", "走\u200b访").replace("，", ",")
    for document in documents(text):
        positions = document.offsets.positions
        assert len(positions) == len(document.text)
        assert positions[0] == document.span.start and positions[-1] + 1 == document.span.end
        at = document.text.index("走访")
        assert text[positions[at] : positions[at + 1] + 1] == "走\u200b访"


TITLES = [
    ("东湖社区工作总结\n今年以来，工作顺利。", "东湖社区工作总结"),
    ("青山县总工会\n2023年度工作总结\n（2023年12月5日）\n今年以来。", "2023年度工作总结"),
    ("2023年第三季度工作汇报\n工作顺利。", "2023年第三季度工作汇报"),
    ("单位名称：石桥镇敬老院\n汇报时间：2023年7月5日\n入住老人：86人", None),
    ("汇报单位：石桥镇敬老院\n年度工作汇报\n入住老人86人。", "年度工作汇报"),
    ("2023年4月工作总结\n工作顺利。", "2023年4月工作总结"),
    ("2023年1-10月总结\n工作顺利。", "2023年1-10月总结"),
    ("2024-03-01 总结\n工作顺利。", None),
    ("2023年4月6日总结\n工作顺利。", None),
    ("　　东湖社区工作总结　　今年以来，工作顺利。", "东湖社区工作总结"),
    ("各位代表：\n现在作政府工作报告。", None),
    ("一、工作总结\n今年以来。", None),
    ("今年以来，认真总结经验。\n下一步计划。", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "title"), TITLES)
def test_title(text: str, title: str | None) -> None:
    assert title_of(text) == title


def test_file_name_gives_the_title_where_the_text_has_none() -> None:
    assert documents("今年以来，工作顺利。", "2023/东湖社区工作总结.txt")[0].title == "东湖社区工作总结"
    assert documents("今年以来，工作顺利。", "2023/a01.txt")[0].title is None


def test_empty_source_has_no_document_and_text_that_is_all_furniture_has_one() -> None:
    assert documents(" \n\n") == ()
    assert len(documents("【打印本页】")) == 1


def test_heading_schemes_on_their_examples() -> None:
    for row, (name, _, pattern) in zip(lexicon.table("lexicons/collections.tsv"), _schemes(), strict=True):
        assert pattern.fullmatch(row["example"]), name


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "社区工作总结 1",
                "社区工作总结 2",
                "篇一：总结",
                "篇二",
                "（一）某某篇",
                "一、工作",
                "关于某报告的决议",
                BODY,
                "总结",
                "　　",
                "\u200b",
                "相关推荐",
            ]
        ),
        max_size=12,
    ).map("\n".join)
)
def test_any_order_of_parts(text: str) -> None:
    found = documents(text)
    assert bool(found) == bool(text.strip())
    reached = 0
    for document in found:
        assert reached <= document.span.start < document.span.end <= len(text)
        reached = document.span.end
        assert len(document.offsets) == len(document.text)
        assert document.text.strip() == document.text
