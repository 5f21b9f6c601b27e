"""Cleaning: each rule on its examples, each step on a table, and what must hold for any text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zongjie import lexicon
from zongjie.clean import STEPS, clean
from zongjie.clean.edits import disjoint
from zongjie.clean.furniture import find, rules
from zongjie.clean.script import is_traditional, simplify
from zongjie.config import Settings
from zongjie.document import Span

PLAIN = Settings()

SIGNS = [
    ("新建书屋１２家，增长４．５％", "新建书屋12家，增长4.5%"),
    ("增长4·3％，较快", "增长4.3%，较快"),
    ("“5·12”防灾演练3次", "“5·12”防灾演练3次"),
    ("开展“五·一”慰问", "开展“五·一”慰问"),
    ("收入２７，２０３，３１９元", "收入27,203,319元"),
    ("收入２７，０００元", "收入27,000元"),
    ("帮扶100，200人", "帮扶100，200人"),
    ("占比１／４", "占比1/4"),
    ("编制3:1，开会10:30", "编制3:1，开会10:30"),
    ("访问http://a.cn/x?y=1,z", "访问http://a.cn/x?y=1,z"),
    ("今年以来,我院接诊1,234.5万元;其中:门诊2次!好吗?", "今年以来，我院接诊1,234.5万元；其中：门诊2次！好吗？"),
    ("(一)加强组织领导", "（一）加强组织领导"),
    ("村民(含流动人口)300人", "村民（含流动人口）300人"),
    ("call f(x), then stop", "call f(x), then stop"),
    ("我镇工会\u200b工作\ufeff", "我镇工会工作"),
    ("⼯作总结", "工作总结"),
    ("「十三五」规划", "“十三五”规划"),
    ("23%-24%、3～5个、3—5个", "23%-24%、3～5个、3—5个"),
    ("粤工〔2013〕16号", "粤工〔2013〕16号"),
    ("今年我们完成了全部的工作任务.\n下一步继续努力。", "今年我们完成了全部的工作任务。\n下一步继续努力。"),
    ("一.主要做法", "一.主要做法"),
]

STRAY = [
    ("发挥工会的'作用", "发挥工会的作用"),
    ("下发关于培训的.通知", "下发关于培训的通知"),
    ("促进邻里的`和谐", "促进邻里的和谐"),
    ("未参加的'12家企业", "未参加的12家企业"),
    ("创建'五个一'工程", "创建'五个一'工程"),
    ('完善"职工之家"建设', '完善"职工之家"建设'),
    ("增长4.3个百分点", "增长4.3个百分点"),
    ("提高三.五倍", "提高三.五倍"),
    ("完成投入.52亿元", "完成投入.52亿元"),
    ("学校开展教研.教师参加培训.家长满意.成绩提高", "学校开展教研。教师参加培训。家长满意。成绩提高"),
]

WRAPS = [
    ("召开经验交流会，\n\n  宣传先进做法。", "召开经验交流会，宣传先进做法。"),
    ("国内生产总值达到74.4\n万亿元，增长6.7%。", "国内生产总值达到74.4万亿元，增长6.7%。"),
    ("贯彻《\n教师法\n》，提高待遇。", "贯彻《教师法》，提高待遇。"),
    ("一是\n强化培训。\n二是\n强化宣传。", "一是强化培训。\n二是强化宣传。"),
    ("一、基本情况\n今年以来，我校开展活动。", "一、基本情况\n今年以来，我校开展活动。"),
    ("一、加强领导，\n（一）成立小组", "一、加强领导，\n（一）成立小组"),
    ("清河县总工会\n2023年12月5日", "清河县总工会\n2023年12月5日"),
    ("尊敬的各位领导，\n大家好！", "尊敬的各位领导，\n大家好！"),
    ("政府工作报\n告\n\n各位代表：", "政府工作报告\n\n各位代表："),
    ("政府工作报告\n\n一\n\n　　今年开局良好。", "政府工作报告\n\n一\n\n　　今年开局良好。"),
    ("指标\t数值，\n培训\t3期", "指标\t数值，\n培训\t3期"),
]

# A page of print: 24 characters a line, indented paragraphs, a heading, a page number in mid-sentence.
PRINTED = """　　今年以来，我院坚持以病人为中心，认真落实各项制度，全
院门诊量达到十二万人次，住院病人三千余人，医疗质量稳步提
升，群众满意度明显提高。

— 3 —

　　一、加强队伍建设
　　引进人才五名，选派二十名医生到上级医院进修学习，组织开
展技能比武活动四场，参加人数三百余人次，评选先进个人十二

— 4 —

名，进一步激发了干事创业的热情，营造了比学赶超的氛围。
"""


@pytest.mark.parametrize(("raw", "wanted"), [*SIGNS, *STRAY, *WRAPS])
def test_one_form(raw: str, wanted: str) -> None:
    assert clean(raw, PLAIN).text == wanted


def test_printed_page_is_joined_and_its_heading_is_not() -> None:
    assert clean(PRINTED, PLAIN).text.rstrip().split("\n") == [
        "　　今年以来，我院坚持以病人为中心，认真落实各项制度，全院门诊量达到十二万人次，住院病人三千余人，"
        "医疗质量稳步提升，群众满意度明显提高。",
        "",
        "",
        "　　一、加强队伍建设",
        "　　引进人才五名，选派二十名医生到上级医院进修学习，组织开展技能比武活动四场，参加人数三百余人次，"
        "评选先进个人十二名，进一步激发了干事创业的热情，营造了比学赶超的氛围。",
    ]


def test_line_of_invisible_signs_parts_no_sentence() -> None:
    links = "贯彻《\n教师法\n》，落实《\n会计法\n》，执行《\n公司法\n》。"
    raw = f"{links}\n面对困难，全体职工同心协力交出一份人\n\u200b\n民满意的答卷。"
    assert "一份人民满意" in clean(raw, PLAIN).text


LONG = "一年来，全镇干部职工坚持把发展特色农业作为头等大事来抓，千方百计筹措资金，先后完善了灌溉设"


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [
        (LONG, "施和机耕道路。", True),
        (f"{LONG}施。", "此外修路三条。", False),
        ("加强灌溉设施和机耕道路建设", "全镇修路三条。", False),
        (
            "某某县人民政府关于推进法治政府建设暨依法行政工作和优化营商环境专项行动情况的总结报告",
            "全镇修路三条。",
            False,
        ),
        (LONG, "二、全镇修路三条。", False),
    ],
)
def test_line_of_invisible_signs_where_a_printed_page_ends(above: str, below: str, joined: bool) -> None:
    raw = f"某镇工作总结\n\n{above}\n\u200b\n{below}\n\n我们还修缮了学校。"
    cleaned = clean(raw, Settings()).text
    assert (above + below in cleaned) is joined
    assert joined or f"{above}\n{below}" in cleaned


def test_latin_words_keep_a_blank() -> None:
    raw = "系统名称为open\n，支持\n，部署\n，基于deep\nlearning平台。"
    assert "deep learning" in clean(raw, PLAIN).text


MARKED = [
    (rule.name, row[column])
    for rule, row in zip(rules(), lexicon.table("lexicons/furniture.tsv"), strict=True)
    for column in ("example", "keeps")
    if row[column]
]


def _lines(marked: str) -> str:
    return marked.replace("⏎", "\n")


@pytest.mark.parametrize(("name", "marked"), MARKED)
def test_furniture_rule_on_its_examples(name: str, marked: str) -> None:
    chosen = tuple(rule for rule in rules() if rule.name == name)
    inner = _lines(marked).partition("⟦")[2].partition("⟧")[0]
    raw = _lines(marked).replace("⟦", "").replace("⟧", "")
    gone = "".join(raw[start:end] for start, end, _ in disjoint(find(raw, chosen)))
    assert gone.strip() == inner.strip()


@pytest.mark.parametrize(("name", "marked"), MARKED)
def test_no_other_rule_takes_what_an_example_keeps(name: str, marked: str) -> None:
    raw = _lines(marked)
    if "⟦" in raw:
        before, _, rest = raw.partition("⟦")
        raw = before + rest.partition("⟦")[2].partition("⟧")[2] + rest.partition("⟧")[2]
    assert find(raw, rules()) == []


def test_every_rule_has_an_example_and_a_counterexample() -> None:
    for row in lexicon.table("lexicons/furniture.tsv", unique="name"):
        assert "⟦" in row["example"] and row["keeps"] and row["reason"], row["name"]


def test_introduction_inside_a_one_line_text() -> None:
    body = "今年以来，社区走访居民300户。" * 40
    raw = f"　　社区工作总结　　时间过得很快。下面是小编为大家整理的总结，欢迎阅读。　　{body}"
    text = clean(raw, PLAIN).text
    assert "小编" not in text
    assert body in text


def test_related_list_between_two_summaries_spares_the_next_heading() -> None:
    body = "今年开展培训12期，参加人数300人次。\n" * 20
    raw = f"{body}相关推荐：\n社区总结05-12\n村委会总结04-11\n学校工作总结 篇2\n{body}"
    text = clean(raw, PLAIN).text
    assert "社区总结05-12" not in text
    assert "学校工作总结 篇2" in text


def test_traditional_script_is_read_as_simplified_unless_switched_off() -> None:
    raw = "我們認真貫徹會議精神，開展調查研究，組織學習。"
    assert clean(raw, PLAIN).text == "我们认真贯彻会议精神，开展调查研究，组织学习。"
    assert clean(raw, Settings(simplify=False)).text == raw


def test_a_traditional_name_does_not_turn_a_text() -> None:
    raw = "我们走访了馬建國同志，开展慰问活动。" + "今年以来组织各类培训班。" * 40
    assert not is_traditional(raw)
    assert "馬建國" in clean(raw, PLAIN).text


def test_simplify_keeps_length() -> None:
    for line in ("計程車與滑鼠軟體", "後來乾隆皇帝", ""):
        assert len(simplify(line)) == len(line)


def test_removals_tell_place_and_rule() -> None:
    raw = "村里修路3公里。\n【打印本页】\n"
    cleaned = clean(raw, PLAIN)
    (removal,) = cleaned.removed
    assert removal.rule == "print_button"
    assert raw[removal.span.start : removal.span.end] == "【打印本页】\n"


def test_names_of_steps() -> None:
    assert [step.name for step in STEPS] == [
        "invisible", "canonical", "script", "punctuation", "furniture", "stray", "wraps",
    ]  # fmt: skip


SIGN = (
    "一二年的我会工作总结：，。；、（）(),.;:!?'`’‘“”《》\n\n 　\t\u200b\ufeff"
    "1234５６％·-—–#·/第页共篇表图们們會國學\r\x0c\ud800𠀀aB"
)
ALPHABET = st.sampled_from(SIGN)
PIECES = st.sampled_from(
    [
        "\n— 3 —\n",
        "小编整理",
        "欢迎阅读",
        "相关推荐",
        "名词解释：",
        "##付费##",
        "版权所有",
        "一、",
        "工作总结 2",
        "的'作用",
        "2024-01-02 总结",
        "图1：照片",
        "74.4\n万亿元",
        "《\n法\n》",
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(st.one_of(ALPHABET, PIECES), max_size=120).map("".join))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_any_text(raw: str) -> None:
    cleaned = clean(raw, PLAIN)
    positions = list(cleaned.offsets.positions)
    assert len(positions) == len(cleaned.text)
    assert all(a < b for a, b in pairwise(positions))
    assert all(0 <= p < len(raw) for p in positions)
    assert all(0 <= r.span.start < r.span.end <= len(raw) for r in cleaned.removed)
    gone = {i for r in cleaned.removed for i in range(r.span.start, r.span.end)}
    assert set(range(len(raw))) - set(positions) <= gone
    assert clean(cleaned.text, PLAIN).text == cleaned.text


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="今年我院开展培训12期，参加人数300。%、《》“”〔〕", max_size=120))
def test_clean_text_stays_as_it_is(raw: str) -> None:
    cleaned = clean(raw, PLAIN)
    assert cleaned.text == raw
    assert cleaned.offsets.locate(Span(0, len(raw))) == Span(0, len(raw))
