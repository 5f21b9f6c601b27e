"""Codebooks: what a file must be, and that every fault is told with its line."""

import pytest

from zongjie.errors import CodebookError
from zongjie.kpi import codebook
from zongjie.quantity import units

GOOD = """name = "测试"
[[indicator]]
id = "members"
zh = "会员"
en = "Members"
unit = "人"
aliases = ["会员总数", "会员"]

[[indicator]]
id = "member_fees"
zh = "会费"
en = "Fees"
unit = "元"
aliases = ["会费", "会员"]
flow = true
better = "lower"
"""


def test_a_codebook_is_read_and_one_wording_may_stand_under_two_units():
    book = codebook.parse(GOOD, "a.toml")
    assert [one.id for one in book.indicators] == ["members", "member_fees"]
    assert (book["members"].dimension, book["member_fees"].dimension) == ("person", "money")
    assert book["member_fees"].flow and book["member_fees"].better == "lower"
    assert book["members"].kinds == ("level", "rate", "completion", "target", "change", "rank")


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('id = "member_fees"', 'id = "members"', 10, "members"),
        ('"会费", "会员"', '"会费", "会费"', 14, "会费"),
        ('unit = "元"', 'unit = "人"', 14, "会员"),
        ('unit = "元"', 'unit = "块块"', 13, "块块"),
        ('better = "lower"', 'better = "less"', 16, "better"),
        ("flow = true", 'flow = "yes"', 15, "flow"),
        ('zh = "会费"', 'zn = "会费"', 9, "zh"),
        ('zh = "会费"', 'zh = "会费"\nzn = "x"', 12, "zn"),
        ('id = "member_fees"', 'id = "Member Fees"', 10, "Member Fees"),
        ("flow = true", 'kinds = ["levels"]', 15, "levels"),
        ("flow = true", "patterns = ['(会']", 15, "(会"),
        ('name = "测试"', 'title = "测试"', 1, "title"),
        ("[[indicator]]", "[[indicator]", 2, ""),
    ],
)
def test_a_fault_is_told_with_file_and_line(old, new, line, words):
    at = GOOD.rfind(old) if old != "[[indicator]]" else GOOD.find(old)
    text = GOOD[:at] + new + GOOD[at + len(old) :]
    with pytest.raises(CodebookError) as fault:
        codebook.parse(text, "a.toml")
    for message in (fault.value.message.zh, fault.value.message.en):
        assert "a.toml" in message
        assert str(line) in message
        assert words in message


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    (tmp_path / "a.toml").write_bytes("name = '会员'".encode("gbk"))
    for path in (tmp_path / "a.toml", tmp_path / "none.toml"):
        with pytest.raises(CodebookError, match=path.name):
            codebook.read(path)


@pytest.mark.parametrize(("name", "least"), [("macro", 80), ("organisation", 80)])
def test_the_shipped_codebooks_are_complete(name, least):
    book = codebook.shipped(name)
    assert len(book.indicators) >= least
    for one in book.indicators:
        assert one.zh and one.en and one.source, one.id
        assert units.dimension(one.unit) not in ("none",), one.id


def test_of_two_codebooks_the_earlier_one_keeps_ids_and_wordings():
    own = codebook.parse(GOOD, "own")
    other = codebook.parse(
        GOOD.replace('"会员总数", "会员"', '"会员总数", "全体会员"').replace("members", "all_members"), "b"
    )
    both = codebook.combined([own, other])
    assert [one.id for one in both.indicators] == ["members", "member_fees", "all_members"]
    assert both["all_members"].aliases == ("全体会员",)
