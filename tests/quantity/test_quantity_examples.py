"""The examples beside the number grammar: every mark is found as marked, nothing else is, nothing is ambiguous."""

import re

import pytest

from zongjie import quantity, timex
from zongjie.numerals import fold
from zongjie.quantity import rules, scan
from zongjie.quantity.blocks import blocked
from zongjie.quantity.rules import RULES
from zongjie.resources import package_file

MARK = re.compile(r"<q (?P<fields>[^>]*)>(?P<text>.*?)</q>")


def read(name):
    """(heading, plain sentence, marks) of every example; a mark is (start, end, fields)."""
    heading, out = "", []
    for line in package_file(name).read_text("utf-8").splitlines():
        if line.startswith("# rule: "):
            heading = line.removeprefix("# rule: ")
        elif line.startswith("#"):
            heading = ""
        elif line.strip():
            plain, marks, last = "", [], 0
            for found in MARK.finditer(line):
                plain += line[last : found.start()]
                fields = dict(part.split("=", 1) for part in found["fields"].split())
                marks.append((len(plain), len(plain) + len(found["text"]), fields))
                plain += found["text"]
                last = found.end()
            out.append((heading, plain + line[last:], marks))
    return out


EXAMPLES = read("quantity/examples.txt")


def number(text):
    return None if text is None else pytest.approx(float(text), rel=1e-9)


@pytest.mark.parametrize(("heading", "sentence", "marks"), EXAMPLES, ids=[e[1] for e in EXAMPLES])
def test_example(heading, sentence, marks):
    found = quantity.find(sentence, timex.find(sentence))
    assert [sentence[q.span.start : q.span.end] for q in found] == [sentence[a:b] for a, b, _ in marks]
    for q, (start, end, fields) in zip(found, marks, strict=True):
        assert (q.span.start, q.span.end) == (start, end)
        assert q.value == number(fields.get("value"))
        assert q.value_high == number(fields.get("high"))
        assert (q.unit, q.qualifier, q.rule) == (fields.get("unit", ""), fields["qualifier"], fields["rule"])


def test_there_are_enough_examples():
    assert len(EXAMPLES) >= 250


@pytest.mark.parametrize("name", sorted({rule.name for rule in RULES}))
def test_every_rule_has_an_example_and_a_counterexample(name):
    own = [marks for heading, _, marks in EXAMPLES if heading == name]
    rules_of = [{fields["rule"] for _, _, fields in marks} for marks in own]
    # what a cardinal is called depends on its unit: 3% is a share, 三年 a duration
    assert any(name in rules or (name in ("cardinal", "and_more") and rules) for rules in rules_of)
    assert any(name not in rules for rules in rules_of)


def readings(sentence):
    """All rules that accept at each place where a number may begin."""
    folded = fold(sentence)
    blocks = blocked(folded, [(t.span.start, t.span.end) for t in timex.find(sentence)])
    for start, kind in scan.places(folded):
        if not any(a <= start < b for a, b in blocks):
            yield [
                (rule, tuple(drafts))
                for rule in scan.BY_KIND[kind]
                if (m := rule.pattern.match(folded, start)) and (drafts := rule.produce(m))
            ]


@pytest.mark.parametrize("sentence", [e[1] for e in EXAMPLES])
def test_no_two_rules_disagree_without_stated_precedence(sentence):
    for accepted in readings(sentence):
        for index, (first, one) in enumerate(accepted):
            for second, other in accepted[index + 1 :]:
                assert one == other or second.name in first.over, f"{first.name} and {second.name}"


def test_precedence_is_the_order_of_the_table():
    order = {(rule.kind, rule.name): place for place, rule in enumerate(RULES)}
    for rule in RULES:
        for name in rule.over:
            assert order[rule.kind, rule.name] < order[rule.kind, name]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("产量\n35万吨", ["35万吨"]),
        ("新建桥梁12\n座，", ["12\n座"]),
        ("1 家园建设", []),
        ("新建 31 家", ["31 家"]),
        ("共 1,234.5 万元", ["1,234.5 万元"]),
        ("铺轨1 1 3 4 4 公里", ["1 1 3 4 4 公里"]),
        ("增长1 0 ．3 ％。", ["1 0 ．3 ％"]),
        ("钢鐵三百零三萬噸，醫院五十餘個", ["三百零三萬噸", "五十餘個"]),
    ],
)
def test_raw_text(text, expected):
    assert [text[q.span.start : q.span.end] for q in quantity.find(text, timex.find(text))] == expected


def test_times_block_quantities():
    text = "历时3个月"
    assert len(quantity.find(text)) == 1
    times = timex.find("近3个月")
    assert quantity.find("近3个月", times) == []


def test_every_rule_can_be_compiled_before_it_is_needed() -> None:
    rules._COMPILED.clear()
    quantity.ready()
    assert set(rules._COMPILED) == {rule.expression for rule in RULES}
    quantity.find("新建工会31家、分会2至5个，会员1.2万人，增长-3.5%。")
    assert len(rules._COMPILED) == len({rule.expression for rule in RULES})


def test_a_number_without_a_rate_reads_alike_by_the_small_expression_and_by_the_whole_one() -> None:
    for text in (
        "新建工会31家、分会2至5个，会员1.2万人。",
        "每亩增收300元/亩，用电5千瓦时",
        "二百零八所（处）",
        "8台（套）",
    ):
        rules._COMPILED.clear()
        first = quantity.find(text)
        assert any(len(one) > scan.SMALL for one in rules._COMPILED)
        quantity.ready()
        assert quantity.find(text) == first
