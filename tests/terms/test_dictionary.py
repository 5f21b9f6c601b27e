"""Dictionaries: every format and encoding, and every fault with its file and line."""

from pathlib import Path

import openpyxl
import pytest

from zongjie.terms import DictionaryError, read_dictionary

ROOT = Path(__file__).parent.parent.parent
HEAD = "concept\tword\tgroup\tweight\texclude\tmatch\n"


def written(folder: Path, text: str, name: str = "words.tsv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def test_the_shipped_dictionary_has_no_fault():
    found = read_dictionary(ROOT / "corpus" / "dictionaries" / "policy_concepts.tsv")
    assert found.concepts == ("数字化", "绿色发展", "民生保障", "创新", "安全")
    assert all(sum(entry.concept == concept for entry in found.entries) >= 10 for concept in found.concepts)
    assert found.group("绿色发展") == "环境"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", ["\t", ",", ";"])
def test_text_files_of_every_encoding_give_the_same(tmp_path, encoding, delimiter):
    rows = [["概念", "词", "权重", "排除"], ["人民", "人民", "2", "人民币、人民路"], ["人民", "群众", "", ""]]
    path = written(tmp_path, "\r\n".join(delimiter.join(row) for row in rows) + "\r\n", "词典.csv", encoding)
    one, other = read_dictionary(path).entries
    assert (one.concept, one.word, one.weight, one.exclude, one.line) == ("人民", "人民", 2.0, ("人民币", "人民路"), 2)
    assert (other.word, other.weight, other.match, other.line) == ("群众", 1.0, "exact", 3)


def test_a_workbook_is_read(tmp_path):
    book = openpyxl.Workbook()
    for row in (["concept", "word", "match"], ["创新", "创新", None], ["创新", "研发", "word"]):
        book.active.append(row)
    book.save(tmp_path / "words.xlsx")
    found = read_dictionary(tmp_path / "words.xlsx")
    assert [(entry.word, entry.match, entry.line) for entry in found.entries] == [
        ("创新", "exact", 2),
        ("研发", "word", 3),
    ]


@pytest.mark.parametrize(
    ("rows", "line", "said"),
    [
        ("\t创新\n", 2, "concept"),
        ("创新\t\t经济\n", 2, "word"),
        ("# 说明\n\n创新\t(创新\t\t\t\tregex\n", 4, "正则表达式有误"),
        ("创新\t创?\t\t\t\tregex\n", 2, "空串"),
        ("创新\t创新\t\t两\n", 2, "weight"),
        ("创新\t创新\t\tnan\n", 2, "weight"),
        ("创新\t创新\t\t\t\tfuzzy\n", 2, "fuzzy"),
        ("人民\t人民\t\t\t币值\n", 2, "不起作用"),
        ("人民\t人民\t\t\t人民\n", 2, "不起作用"),
        ("创新\t创新\n发展\t创新\n", 3, "--allow-overlap"),
        ("创新\t创新\n创新\t創新\n", 3, "重复"),
        ("", 1, "没有一个词"),
    ],
)
def test_a_fault_names_file_and_line(tmp_path, rows, line, said):
    path = written(tmp_path, HEAD + rows)
    with pytest.raises(DictionaryError) as caught:
        read_dictionary(path)
    message = caught.value.message
    assert f"{path} 第 {line} 行" in message.zh
    assert said in message.zh
    assert f"{path}, line {line}:" in message.en


def test_all_faults_are_told_at_once(tmp_path):
    path = written(tmp_path, HEAD + "\t创新\n创新\t\n")
    with pytest.raises(DictionaryError) as caught:
        read_dictionary(path)
    assert "第 2 行" in caught.value.message.zh
    assert "第 3 行" in caught.value.message.zh


def test_overlap_may_be_allowed_and_nested_words_are_told(tmp_path):
    path = written(tmp_path, HEAD + "创新\t创新\n创新\t科技创新\n发展\t创新\n")
    found = read_dictionary(path, allow_overlap=True)
    assert len(found.entries) == 3
    assert any("创新⊂科技创新" in note.zh for note in found.notes)


@pytest.mark.parametrize("text", ["", "词条\n创新\n"])
def test_a_file_without_the_columns_is_refused(tmp_path, text):
    with pytest.raises(DictionaryError):
        read_dictionary(written(tmp_path, text))
    with pytest.raises(DictionaryError):
        read_dictionary(tmp_path / "missing.tsv")
