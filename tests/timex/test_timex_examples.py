"""The examples that lie beside the time grammar, and what a document's period resolves to."""

import re
from datetime import date

import pytest

from zongjie import timex
from zongjie.resources import package_file

MARK = re.compile(r"<t (?P<fields>[^>]*)>(?P<text>.*?)</t>")


def read():
    out = []
    for line in package_file("timex/examples.txt").read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            marks = [(m["text"], dict(part.split("=", 1) for part in m["fields"].split())) for m in MARK.finditer(line)]
            out.append((MARK.sub(r"\g<text>", line), marks))
    return out


EXAMPLES = read()


@pytest.mark.parametrize(("sentence", "marks"), EXAMPLES, ids=[e[0] for e in EXAMPLES])
def test_example(sentence, marks):
    found = timex.find(sentence)
    assert [sentence[t.span.start : t.span.end] for t in found] == [text for text, _ in marks]
    for time, (_, fields) in zip(found, marks, strict=True):
        assert time.grain == fields["grain"]
        assert (time.start and time.start.isoformat()) == fields.get("start")
        assert (time.end and time.end.isoformat()) == fields.get("end")
        assert time.masked == ("masked" in fields)


def test_there_are_positive_and_negative_examples():
    assert sum(not marks for _, marks in EXAMPLES) >= 10
    assert sum(bool(marks) for _, marks in EXAMPLES) >= 50


PERIODS = [
    ("2023年度", date(2023, 1, 1), date(2023, 12, 31)),
    ("2023年", date(2023, 1, 1), date(2023, 12, 31)),
    ("2023年上半年", date(2023, 1, 1), date(2023, 6, 30)),
    ("2023年下半年", date(2023, 7, 1), date(2023, 12, 31)),
    ("2023年第三季度", date(2023, 7, 1), date(2023, 9, 30)),
    ("2023年一季度", date(2023, 1, 1), date(2023, 3, 31)),
    ("2023年1月至10月", date(2023, 1, 1), date(2023, 10, 31)),
    ("2023年1—6月", date(2023, 1, 1), date(2023, 6, 30)),
    ("2023.1-2023.6", date(2023, 1, 1), date(2023, 6, 30)),
    ("2023.6-2023.1", None, None),
    ("2024年2月", date(2024, 2, 1), date(2024, 2, 29)),
    ("2018—2022年", date(2018, 1, 1), date(2022, 12, 31)),
    ("一九八二年", date(1982, 1, 1), date(1982, 12, 31)),
    ("二○二三年", date(2023, 1, 1), date(2023, 12, 31)),
    ("“十三五”", date(2016, 1, 1), date(2020, 12, 31)),
    ("十四五时期", date(2021, 1, 1), date(2025, 12, 31)),
    ("２０１９年", date(2019, 1, 1), date(2019, 12, 31)),
    ("今年", None, None),
    ("2023年13月", None, None),
    ("", None, None),
]


@pytest.mark.parametrize(("expression", "start", "end"), PERIODS, ids=[p[0] for p in PERIODS])
def test_period(expression, start, end):
    assert timex.period(expression) == (start, end, False)


@pytest.mark.parametrize("expression", ["20xx年", "xxxx年上半年", "20××年度", "xx年"])
def test_a_masked_period_stays_masked(expression):
    assert timex.period(expression) == (None, None, True)
