"""Structure: headings of any numbering, the roles of sections and sentences, and where a sentence ends."""

import pytest

from zongjie import structure
from zongjie.config import Settings
from zongjie.document import Document, Metadata, OffsetMap, Source, Span


def document(text, title=None):
    source = Source("a.txt", "0" * 64, 1, "text/plain", "utf-8", text, "ok")
    whole = Span(0, len(text))
    return Document(source, 0, whole, text, text, OffsetMap.identity(len(text)), Metadata(title=title))


def structured(text, title=None):
    return structure.build(Settings())(document(text, title))


def outline(text, title=None):
    """(level, number, title, role) of each section."""
    return [(s.level, s.number, s.title, s.role) for s in structured(text, title).sections]


def roles(text):
    """(role, words) of each sentence that is no heading."""
    done = structured(text)
    return [(s.role, text[s.span.start : s.span.end]) for s in done.sentences if not s.heading]


def cut(text):
    return [text[s.start : s.end] for s in structure.sentences(text, Span(0, len(text)))]


MIXED = """水务站2023年工作总结
全站现有职工14名。
一、主要工作
（一）供水保障
1．检修管网。全年检修管网36公里。
2．更换水表。
①城区更换了800块。
②乡镇更换了600块。
（二）防汛抗旱
一是加强值守，二是备足物料。
在汛期之前，全站职工对十二座水库、六处险段和全部泵站逐一进行了排查，没有发生险情。
二、存在问题
（一）力量不足
技术员年龄偏大。
（二）经费紧张
三、下一步打算
——新建泵站。
——培训技术员。"""


def test_five_numbering_schemes_mixed():
    assert outline(MIXED, "水务站2023年工作总结") == [
        (0, None, None, "overview"),
        (2, "一、", "主要工作", "work"),
        (3, "（一）", "供水保障", "work"),
        (4, "1．", "检修管网", "work"),
        (3, "（二）", "防汛抗旱", "work"),
        (2, "二、", "存在问题", "problems"),
        (3, "（一）", "力量不足", "problems"),
        (3, "（二）", "经费紧张", "problems"),
        (2, "三、", "下一步打算", "plan"),
    ]


def test_the_title_is_a_heading_sentence_and_opens_no_section():
    done = structured(MIXED, "水务站2023年工作总结")
    first = done.sentences[0]
    assert (first.heading, first.section, done.text[first.span.start : first.span.end]) == (True, 0, done.title)


def test_list_items_are_sentences_of_the_heading_above_without_their_numbers():
    done = structured(MIXED)
    words = [done.text[s.span.start : s.span.end] for s in done.sentences]
    for item in ("更换水表。", "城区更换了800块。", "新建泵站。", "一是加强值守，二是备足物料。"):
        assert item in words


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("第一章 总则", (1, "第一章", "总则")),
        ("第二部分：重点任务", (1, "第二部分：", "重点任务")),
        ("十二、队伍建设", (2, "十二、", "队伍建设")),
        ("(三)信息公开", (3, "(三)", "信息公开")),
        ("3.档案管理", (4, "3.", "档案管理")),
        ("（2）校园安全", (5, "（2）", "校园安全")),
        ("4)后勤保障", (5, "4)", "后勤保障")),
        ("⑤窗口服务", (6, "⑤", "窗口服务")),
        ("——志愿服务", (7, "——", "志愿服务")),
        ("●健康教育", (7, "●", "健康教育")),
    ],
)
def test_numbering(line, expected):
    assert outline(f"{line}\n本段说明有关情况，内容另附。")[0][:3] == expected


@pytest.mark.parametrize(
    "line",
    [
        "3.5公里道路已经硬化。",
        "2023年全站平稳运行。",
        "一方面加强管理，另一方面改善服务。",
        "（详见附件）",
        "第一次全体会议顺利召开。",
    ],
)
def test_what_only_looks_like_a_number_opens_no_section(line):
    text = f"开头一段话。\n{line}\n结尾一段话。"
    assert [s[:3] for s in outline(text)][:1] == [(0, None, None)]
    assert all(number is None for _, number, _, _ in outline(text))


@pytest.mark.parametrize(
    ("line", "title", "first"),
    [
        (
            "一、强化学习，提升素质。全年组织学习24次，撰写笔记48篇。",
            "强化学习，提升素质",
            "全年组织学习24次，撰写笔记48篇。",
        ),
        ("（二）文化服务：举办展览6场，接待观众3000人次。", "文化服务", "举办展览6场，接待观众3000人次。"),
        (
            "1、基本情况 本馆现有藏书8万册，阅览座位200个，工作人员12名，全年开放。",
            "基本情况",
            "本馆现有藏书8万册，阅览座位200个，工作人员12名，全年开放。",
        ),
    ],
)
def test_a_glued_heading_is_parted_from_its_paragraph(line, title, first):
    done = structured(line)
    assert done.sections[0].title == title
    heading, *body = done.sentences
    assert (heading.heading, done.text[heading.span.start : heading.span.end]) == (True, title)
    assert done.text[body[0].span.start : body[0].span.end] == first
    assert not body[0].heading


def test_a_numbered_paragraph_without_a_heading_stays_whole():
    text = (
        "1、我们在全年的工作之中始终坚持把服务群众放在首位，先后完成了三项改造，"
        "同时办结了一批历史遗留的问题，得到好评。"
    )
    assert outline(text) == [(0, None, None, "overview")]
    assert roles(text) == [("overview", text[2:])]


ONE_LINE = (
    "　　过去一年，全校教师团结协作，圆满完成了各项教学任务，现将主要情况总结如下。　　一、"
    "教学工作　　全年开设公开课36节，"
    "组织听课评课120次，编写校本教材3册，教学质量稳步提升，家长反映良好，社会评价较高，"
    "学生成绩进步明显。　　二、存在的不足"
    "　　青年教师经验欠缺，实验设备陈旧，图书数量偏少，课外活动形式单一，家校沟通不够及时。"
    "　　三、今后打算　　继续加强教研活动，"
    "购置实验设备，充实图书馆藏，丰富课外活动，建立家校联系制度。"
)


def test_a_one_line_document_is_cut_at_ideographic_blanks():
    assert outline(ONE_LINE) == [
        (0, None, None, "overview"),
        (2, "一、", "教学工作", "work"),
        (2, "二、", "存在的不足", "problems"),
        (2, "三、", "今后打算", "plan"),
    ]
    assert [role for role, _ in roles(ONE_LINE)] == ["overview", "work", "problems", "plan"]


def test_a_short_line_keeps_its_inner_blanks():
    text = "签到：张三　　李四　　王五。"
    assert [text[s.start : s.end] for s in structure.paragraphs(text)] == [text]


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("基本情况", "overview"),
        ("主要做法", "work"),
        ("取得的成效", "results"),
        ("存在的主要问题", "problems"),
        ("困难和不足", "problems"),
        ("问题产生的原因", "causes"),
        ("整改措施", "measures"),
        ("2024年工作计划", "plan"),
        ("2024年政府工作任务", "plan"),
        ("对今年政府工作的建议", "plan"),
        ("今年工作的总体要求和主要预期目标", "plan"),
        ("2023年工作回顾和2024年工作的总体要求", "overview"),
        ("2023年主要工作回顾", "overview"),
        ("2023年主要工作情况", "work"),
        ("2026年，我们想做到", "plan"),
        ("下一步工作打算", "plan"),
        ("几点体会", "experience"),
        ("结束语", "closing"),
        ("帮扶困难职工", "work"),
        ("着力解决群众反映的突出问题", "work"),
        ("校园文化建设", "work"),
    ],
)
def test_roles_by_heading(title, role):
    assert outline(f"一、{title}\n这里写一段有关的说明文字。")[0][3] == role


def test_sub_headings_of_problems_and_plans_keep_the_role_and_the_next_heading_above_ends_it():
    text = (
        "一、存在的问题\n（一）宣传工作\n声势不大。\n二、主要做法\n"
        "（一）队伍建设\n招聘护士。\n三、工作计划\n（一）基本情况\n另文上报。"
    )
    assert [s[3] for s in outline(text)] == ["problems", "problems", "work", "work", "plan", "plan"]


CHAPTERS = "\n二、加快水利建设\n新建泵站三座。\n三、外出考察\n过去一年，考察团走了四个县。\n四、存在的问题\n人手少。"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("去年工作回顾", "plan"),
        ("去年工作回顾和今年的总体要求", "plan"),
        ("今年工作安排", "plan"),
        ("主要工作", "work"),
        ("基本情况", "work"),
    ],
)
def test_a_chapter_that_tells_no_role_plans_behind_a_review_or_a_plan(first, second):
    told = roles(f"一、{first}\n全年工作平稳。{CHAPTERS}")
    assert [role for role, _ in told[1:]] == [second, "work", "problems"]


def test_a_review_keeps_to_the_past_whatever_its_paragraphs_begin_with():
    text = "一、去年工作回顾\n下半年，订单一度减少。\n全年产值4亿元。\n二、主要工作\n下半年，拟建两站。"
    assert [role for role, _ in roles(text)] == ["overview", "overview", "plan"]


@pytest.mark.parametrize(
    ("paragraph", "role"),
    [
        ("今后，我们将继续做好服务。", "plan"),
        ("我们也清醒地看到，工作中还存在不少问题和不足，主要是人手少。", "problems"),
        ("总之，全站工作迈上了新的台阶。", "closing"),
        ("针对上述问题，我站已经制定措施。", "measures"),
        ("全年接待读者三万人次。", "work"),
        ("认真解决群众生活中存在的问题。", "work"),
        ("2016年是实施“十三五”规划的第一年。", "work"),
        ("1956年全镇工业产值比原计划多了一成。", "work"),
        ("2016年计划新建泵站三座。", "plan"),
    ],
)
def test_roles_by_text(paragraph, role):
    text = f"一、主要工作\n全年工作平稳。\n{paragraph}"
    assert roles(text)[-1] == (role, paragraph)


def test_a_list_carries_the_role_of_the_paragraph_that_announces_it():
    text = "一、主要工作\n工作中还存在一些问题：\n一是人手少。\n二是场地小。\n——设备旧。"
    assert [role for role, _ in roles(text)] == ["problems"] * 4


def test_a_numbered_list_carries_the_role_too():
    text = (
        "一、主要工作\n全年工作平稳。\n我们清醒地看到，工作中还存在以下问题：\n（一）人手少\n"
        "全站只有两人。\n（二）场地小\n二、后勤工作\n食堂翻新。"
    )
    assert [s[3] for s in outline(text)] == ["work", "problems", "problems", "work"]
    assert roles(text)[-1] == ("work", "食堂翻新。")


def test_the_rest_of_a_paragraph_follows_the_sentence_that_announces_problems():
    text = "一、主要工作\n全年工作平稳。但工作中还存在不少问题。人手少。针对上述问题，我站已制定措施。"
    assert [role for role, _ in roles(text)] == ["work", "problems", "problems", "measures"]


def test_a_short_paragraph_does_not_take_the_role_of_what_follows_it():
    text = "一、主要工作\n全年工作平稳。\n总的情况是好的。\n我们清醒地看到，工作中还存在不少问题。"
    assert roles(text)[1] == ("work", "总的情况是好的。")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (  # the list that a heading without number opens is its own, and the next such heading stands beside it
            "去年收成好。\n明年工作安排\n1. 水利\n挖渠。\n2. 道路\n铺路。\n存在的问题\n人手少。",
            ["overview", "plan", "plan", "plan", "problems"],
        ),
        (  # so it is with problems, and a number above ends both
            "一、做法\n开会。\n存在的问题\n（一）宣传工作\n声势小。\n（二）队伍\n人少。\n二、活动\n办班。",
            ["work", "problems", "problems", "problems", "work"],
        ),
        (  # a list that goes on is not opened by it
            "一、做法\n开会。\n存在的问题\n人少。\n二、活动\n办班。",
            ["work", "problems", "work"],
        ),
        (  # a heading that tells another role is no part of it
            "去年收成好。\n存在的问题\n人少。\n一、明年打算\n招人。",
            ["overview", "problems", "plan"],
        ),
        (  # a heading that only carries on what a paragraph announced lies between: the list is its own
            "去年收成好。\n工作成效\n明年我们准备办三件实事。\n（二）办班\n请老师。\n1、招人\n贴告示。",
            ["overview", "results", "plan", "plan"],
        ),
        (  # what stands before all text may be the title
            "水利站明年工作打算\n一、水利\n挖渠。",
            ["plan", "work"],
        ),
    ],
)
def test_a_list_of_headings_belongs_to_the_heading_without_number_that_opens_it(text, expected):
    assert [s[3] for s in outline(text)] == expected


def test_unnumbered_headings_have_their_own_roles():
    text = "基本情况\n社区有居民三千户。\n存在的问题\n停车难。\n整改措施\n增设车位。\n下一步计划\n建设书屋。"
    assert [s[3] for s in outline(text)] == ["overview", "problems", "measures", "plan"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("开了会。办了班！好吗？", ["开了会。", "办了班！", "好吗？"]),
        ("甲；乙;丙", ["甲；", "乙;", "丙"]),
        ("印发《甲。乙》；已经完成。", ["印发《甲。乙》；", "已经完成。"]),
        ("开展“学党史。办实事”活动。效果好。", ["开展“学党史。办实事”活动。", "效果好。"]),
        ("站里（含分站。下同）有车。够用。", ["站里（含分站。下同）有车。", "够用。"]),
        ("增长3.5%。下降2.1%。", ["增长3.5%。", "下降2.1%。"]),
        ("他说：“好。很好。”大家鼓掌。", ["他说：“好。很好。”", "大家鼓掌。"]),
        ("真的吗？！是的……好", ["真的吗？！", "是的……好"]),
        ("“甲。”", ["“甲。”"]),
        ("甲。”乙", ["甲。”", "乙"]),
        ("  甲。  乙。 ", ["甲。", "乙。"]),
        ("", []),
        ("。。。", ["。。。"]),
    ],
)
def test_sentences(text, expected):
    assert cut(text) == expected


@pytest.mark.parametrize("mark", ["“", "《", "（", "「", "〈"])
def test_a_mark_that_is_never_closed_holds_nothing(mark):
    assert cut(f"学习{mark}甲。乙。丙。") == [f"学习{mark}甲。", "乙。", "丙。"]


@pytest.mark.parametrize("mark", ["”", "》", "）"])
def test_a_closing_mark_alone_holds_nothing(mark):
    assert cut(f"甲{mark}乙。丙。") == [f"甲{mark}乙。", "丙。"]


def test_a_quotation_may_stand_inside_a_sentence():
    assert cut("他说“好！”，就走了。") == ["他说“好！”，就走了。"]


@pytest.mark.parametrize(
    "text", [MIXED, ONE_LINE, "", "\n\n", "　", "一、\n二、", "只有一行", "\n一、头\n\n\n身体。\n"]
)
def test_sections_cover_the_text_and_offsets_are_exact(text):
    done = structured(text)
    if not text.strip():
        assert done.sentences == ()
    assert done.sections[-1].span.end == len(text)
    for one, two in zip(done.sections, done.sections[1:], strict=False):
        assert one.span.end == two.span.start
    assert not text[: done.sections[0].span.start].strip()
    last = 0
    for sentence in done.sentences:
        words = text[sentence.span.start : sentence.span.end]
        assert words == words.strip() != ""
        assert sentence.span.start >= last
        assert done.sections[sentence.section].span.contains(sentence.span)
        last = sentence.span.end
    for section in done.sections:
        if section.title is not None:
            assert section.title in text[section.span.start : section.span.end]


def test_nothing_of_the_text_is_lost_but_numbers_and_blanks():
    done = structured(MIXED)
    kept = "".join(done.text[s.span.start : s.span.end] for s in done.sentences)
    left_out = sum(len((s.number or "").strip()) for s in done.sections)
    letters = sum(not c.isspace() for c in MIXED)
    items = len("2．①②————")  # of items that are no headings
    assert sum(not c.isspace() for c in kept) == letters - left_out - items - 1  # 1．检修管网。: the stop of a heading
