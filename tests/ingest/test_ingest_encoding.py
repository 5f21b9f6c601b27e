"""Encodings: the right one is found, the text is exactly what it gives, wrong bytes and NUL are noted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zongjie.errors import UnreadableError
from zongjie.ingest.encoding import decode, plausibility

PLAIN = "某区总工会2022年工作总结\r\n一、抓组建，新建工会31家，发展会员1200人。\r\n二、抓维权，调解争议15件。\r\n"
TRADITIONAL = "臺灣地區會務報告\n一、組織建設：發展會員三百人，辦理訓練班兩期，參加人數達五十餘人。\n"


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        (PLAIN, "utf-8", "utf-8"),
        (PLAIN, "utf-8-sig", "utf-8-sig"),
        (PLAIN, "gbk", "gb18030"),
        (PLAIN + "㐂𠮷", "gb18030", "gb18030"),
        (PLAIN, "utf-16", "utf-16"),
        (PLAIN, "utf-16-le", "utf-16-le"),
        (PLAIN, "utf-16-be", "utf-16-be"),
        (PLAIN.replace("\r\n", ""), "utf-16-le", "utf-16-le"),
        ("only ASCII, 2022\r\n", "utf-16-le", "utf-16-le"),
        (PLAIN, "utf-32", "utf-32"),
        (TRADITIONAL, "big5", "big5"),
        (TRADITIONAL, "gbk", "gb18030"),
        (TRADITIONAL, "utf-8", "utf-8"),
        ("plain ASCII\n", "ascii", "utf-8"),
        ("工作总结", "gbk", "gb18030"),
        ("联通", "gbk", "gb18030"),
    ],
)
def test_the_encoding_is_found(text: str, encoding: str, found: str) -> None:
    content = decode(text.encode(encoding))
    assert (content.encoding, content.text) == (found, text.replace("\r\n", "\n"))
    assert content.notes == ()


def test_a_gbk_file_with_one_bad_byte_is_read_and_the_byte_noted() -> None:
    content = decode(PLAIN.encode("gbk") + b"\xff\n" + PLAIN.encode("gbk"))
    assert content.encoding == "gb18030"
    assert content.text.count("\ufffd") == 1
    assert "新建工会31家" in content.text
    assert "1 处" in content.notes[0].zh
    assert "1 wrong" in content.notes[0].en


def test_a_utf8_file_with_a_cut_character_stays_utf8() -> None:
    content = decode(PLAIN.encode("utf-8")[:-4])
    assert content.encoding == "utf-8"
    assert content.notes


def test_an_odd_byte_at_the_end_of_utf16_is_noted() -> None:
    content = decode(PLAIN.encode("utf-16") + b"\x00")
    assert content.text.startswith("某区总工会")
    assert content.notes


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_nul_characters_go_and_are_noted(encoding: str) -> None:
    content = decode(("完成\0任务" + PLAIN).encode(encoding))
    assert content.text.startswith("完成任务")
    assert "NUL" in content.notes[0].en


def test_both_kinds_of_line_break_become_one() -> None:
    assert decode("一\r\n二\r三\n".encode()).text == "一\n二\n三\n"


def test_a_declaration_is_believed_only_if_it_fits() -> None:
    assert decode(PLAIN.encode("utf-8"), declared="gb2312").encoding == "utf-8"
    assert decode(PLAIN.encode("gbk"), declared="utf-8").encoding == "gb18030"
    assert decode(TRADITIONAL.encode("cp950"), declared="big5").text == TRADITIONAL
    assert decode(PLAIN.encode("gbk"), declared="no-such-thing").encoding == "gb18030"


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 8, b"\x00\x01\x02\x03" * 100, b"\x7fELF\x02\x01\x01" + bytes(500)]
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError) as caught:
        decode(data)
    assert "UTF-8" in caught.value.message.zh


def test_a_wrong_decoding_is_less_plausible_than_the_right_one() -> None:
    for text, right, wrong in ((PLAIN, "gbk", "cp950"), (TRADITIONAL, "cp950", "gb18030")):
        assert plausibility(text) > 0.6 > plausibility(text.encode(right).decode(wrong, "replace"))


@given(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_any_utf8_text_comes_back_whole(text: str) -> None:
    data = ("会员" + text).encode("utf-8")
    assert decode(data).text == ("会员" + text).replace("\r\n", "\n").replace("\r", "\n")


@given(st.binary(max_size=400))
def test_any_bytes_give_clean_text_or_a_refusal(data: bytes) -> None:
    try:
        text = decode(data).text
    except UnreadableError:
        return
    assert "\0" not in text
    assert "\r" not in text
    text.encode("utf-8")
