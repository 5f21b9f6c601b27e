"""Words: quantities, times and titles stay whole, words joined are the text, user words hold in both engines."""

from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zongjie import lexicon, quantity, segment, structure, timex
from zongjie.config import Settings
from zongjie.document import Document, Metadata, OffsetMap, Source, Span
from zongjie.errors import UsageError

TEXT = (
    "城东街道2023年工作总结\n"
    "一、主要工作\n"
    "全年新建社区书屋12个，覆盖率达到96.5%，比上年提高3.2个百分点。\n"
    "我们与XX公司签订了《共建协议》，投入资金1.2亿元；三分之一以上的居民参加了“邻里节”活动。\n"
    "　　下半年将培训网格员300余名 ，建成数字档案馆。\n"
)


def document(text):
    source = Source("a.txt", "0" * 64, 1, "text/plain", "utf-8", text, "ok")
    whole = Span(0, len(text))
    made = Document(source, 0, whole, text, text, OffsetMap.identity(len(text)), Metadata(title=None))
    times = timex.find(text)
    made = structure.structure(made)
    return Document(
        **{name: getattr(made, name) for name in made.__slots__}
        | {"times": tuple(times), "quantities": tuple(quantity.find(text, times))}
    )


def segmented(text, **settings):
    return segment.build(Settings(**settings))(document(text))


@pytest.fixture
def userdict(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("邻里节 5000 nz\n数字档案馆\n共建协议 n\n云上城东 100000 nt\n", "utf-8")
    return str(path)


@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
@pytest.mark.parametrize("text", [TEXT, "", "\n", "　　 ", "甲", "12家", "a b  c\n\n", "😀新建12家😀", "\u200b培训"])
def test_words_joined_are_the_text(text, engine):
    done = segmented(text, segmenter=engine)
    assert "".join(done.words) == text
    assert len(done.words) == len(done.tags)


@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
def test_a_quantity_is_one_word_with_a_tag_of_its_own(engine):
    done = segmented(TEXT, segmenter=engine)
    tags = dict(zip(done.words, done.tags, strict=True))
    for words in ("12个", "96.5%", "3.2个百分点", "1.2亿元", "三分之一以上", "300余名"):
        assert tags[words] == "mq"


def test_each_sentence_has_the_words_that_begin_in_it():
    done = segmented(TEXT)
    for sentence in done.sentences:
        assert "".join(sentence.words).strip() == done.text[sentence.span.start : sentence.span.end]
        assert len(sentence.words) == len(sentence.tags)


def test_both_engines_cut_alike(userdict):
    for more in ({}, {"userdict": userdict}):
        one, two = (segmented(TEXT + "云上城东上线了。", segmenter=engine, **more) for engine in ("rjieba", "jieba"))
        assert one.words == two.words
        assert one.tags == two.tags


@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
def test_user_words_stay_whole_and_bring_their_tag(engine, userdict):
    text = TEXT + "云上城东上线了。"
    before, after = segmented(text, segmenter=engine), segmented(text, segmenter=engine, userdict=userdict)
    tags = dict(zip(after.words, after.tags, strict=True))
    assert {"邻里节": "nz", "数字档案馆": "n", "共建协议": "n", "云上城东": "nt"}.items() <= tags.items()
    assert "云上城东" not in before.words


@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
def test_our_own_terms_stay_whole(engine):
    own = list(lexicon.words("lexicons/terms.tsv"))
    known = segment.segmenter(engine)
    broken = [word for word in own if known.cut(word)[0] != [word]]
    assert not broken
    assert all(known.tags[word] for word in own)


def test_every_word_has_a_known_tag():
    done = segmented(TEXT + "ABC 12 ，【龘】①")
    known = set(segment.dictionary().values()) | {"m", "mq", "eng", "x", "n"}
    assert all(done.tags)
    assert set(done.tags) <= known


@pytest.mark.parametrize(
    ("word", "tag"),
    [
        ("zongjie", "eng"),
        ("Z9", "eng"),
        ("88", "m"),
        ("-", "x"),
        ("，", "x"),
        ("\n", "x"),
        (" ", "x"),
        ("龘靐", "n"),
        ("😀", "x"),
        ("①", "m"),
    ],
)
def test_the_tag_of_an_unknown_word_is_told_by_its_first_character(word, tag):
    assert segment.tag_of(word, {}) == tag


def test_the_tag_of_a_known_word_is_that_of_the_dictionary():
    assert segment.tag_of("举办", {"举办": "v"}) == "v"


def test_tokens_are_a_spacy_doc_of_the_cleaned_text():
    from spacy.tokens import Doc

    done = segmented(TEXT)
    tokens = done.tokens
    assert isinstance(tokens, Doc)
    assert tokens.text == done.cleaned == TEXT
    assert [token.text for token in tokens] == list(done.words)
    assert [token.tag_ for token in tokens] == list(done.tags)
    assert [token.idx for token in tokens if token.text == "12个"] == [TEXT.index("12个")]


def test_a_matcher_finds_what_the_tags_say():
    from spacy.matcher import Matcher

    tokens = segmented(TEXT).tokens
    matcher = Matcher(tokens.vocab)
    matcher.add("counted", [[{"TAG": {"IN": ["n", "l", "nz"]}}, {"TAG": "mq"}]])
    assert "书屋12个" in [tokens[a:b].text for _, a, b in matcher(tokens)]


def test_a_user_dictionary_is_read_in_any_usual_form(tmp_path):
    path = tmp_path / "words.txt"
    path.write_bytes("\ufeff邻里节 30 nz\r\n\r\n好邻居\r\n云上城东 nt\r\n".encode())
    assert segment.read_userdict(path) == [
        ("邻里节", 30, "nz"),
        ("好邻居", segment.FREQUENCY, "n"),
        ("云上城东", segment.FREQUENCY, "nt"),
    ]


@pytest.mark.parametrize("line", ["邻里节 30 nz 多余", "邻里节 30 40", "邻里节 n nz"])
def test_a_wrong_line_is_named(tmp_path, line):
    path = tmp_path / "words.txt"
    path.write_text(f"好邻居 10 n\n{line}\n", "utf-8")
    with pytest.raises(UsageError) as caught:
        segment.build(Settings(userdict=str(path)))
    assert "第 2 行" in caught.value.message.zh
    assert "line 2" in caught.value.message.en
    assert str(path) in caught.value.message.en


@pytest.mark.parametrize("content", [None, "邻里节 30 nz".encode("gb18030")])
def test_an_unreadable_user_dictionary_says_what_to_do(tmp_path, content):
    path = tmp_path / "words.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        segment.build(Settings(userdict=str(path)))
    assert "UTF-8" in caught.value.message.zh
    assert "UTF-8" in caught.value.message.en


SOURCES = sorted((Path(__file__).parents[1] / "corpus" / "source").glob("*.txt"))


@pytest.mark.parametrize("path", SOURCES, ids=[path.stem for path in SOURCES])
def test_both_engines_cut_our_samples_alike_but_for_latin_runs(path):
    text = path.read_text("utf-8-sig")
    one, two = (segment.segmenter(engine).cut(text)[0] for engine in ("rjieba", "jieba"))
    for kind, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        assert kind == "equal" or "".join(one[a:b] + two[c:d]).isascii()


# ------------------------------------------------------------------------------------------- what stays whole
def cut(text, engine="rjieba", userdict=None):
    return segment.segmenter(engine, userdict)(text)[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2021年3月5日召开", "2021年|3月|5日|召开"),
        ("截至10月底完成", "截至|10月|底|完成"),
        ("一九九二年和20xx年", "一九九二年|和|20xx年"),
        ("7—9月入库", "7—9月|入库"),
        ("近三年亏损", "近三年|亏损"),
        ("印发《关于加强暑期值班的若干意见》", "印发|《|关于加强暑期值班的若干意见|》"),
        ("《防汛2024年预案（3个）》", "《|防汛2024年预案（3个）|》"),
        ("开展“四进”活动", "开展|“|四进|”|活动"),
        ("完成２５．５％", "完成|２５．５％"),
        ("编号１２．３备查", "编号|１２．３|备查"),
        ("购置书架12个（组）", "购置|书架|12个（组）"),
        ("不少于20场", "不少于20场"),
    ],
)
def test_times_titles_and_short_quoted_names_are_one_word(text, words):
    assert "|".join(cut(text)) == words


@pytest.mark.parametrize("text", ["《没有收尾的书名", "《" + "长" * 61 + "》", "《》", "“”“一”"])
def test_marks_without_a_title_leave_the_text_to_jieba(text):
    words, tags = segment.segmenter()(text)
    assert "".join(words) == text
    assert "nz" not in tags or text.startswith("《长") is False


def test_a_title_goes_before_the_quantity_in_it():
    whole = segment.wholes("《三年培训500人计划》", quantity.find("《三年培训500人计划》"), ())
    assert whole == [(1, 11, "nz")]


@given(st.text("《》“”12３.．年月日家％的召开培训不高了着\n ", max_size=40))
@settings(deadline=None)
def test_any_mixture_of_marks_and_numbers_is_kept_whole_and_in_order(text):
    times = timex.find(text)
    whole = segment.wholes(text, quantity.find(text, times), times)
    assert all(start < end for start, end, _ in whole)
    assert all(one[1] <= two[0] for one, two in pairwise(whole))
    words, tags = segment.segmenter()(text)
    assert "".join(words) == text
    assert len(words) == len(tags)


# --------------------------------------------------------------------------------------------------- repairs
@pytest.mark.parametrize("row", lexicon.table("lexicons/parted.tsv"), ids=lambda row: row["part"])
def test_what_parted_says_is_parted(row):
    example = row["part"].split() if row["place"] == "cut" else row["example"].split("|")
    tags = dict.fromkeys(example, "v")
    parts = segment.Parts(tags, ())
    assert list(parts["".join(example)]) == example


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("充分发挥作用", "充分|发挥|作用"),
        ("大力推广良种", "大力|推广|良种"),
        ("积极分子", "积极分子"),
        ("建立健全机制", "建立|健全|机制"),
        ("群防群治", "群防群治"),
        ("质量不高", "质量|不|高"),
        ("供水不足", "供水|不足"),
    ],
)
def test_phrases_are_parted_and_compounds_are_not(text, words):
    assert "|".join(cut(text)) == words


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("因灾", ["因", "灾"]),
        ("由镇里", ["由镇里"]),  # the rest is no word of the list below
        ("绕着", ["绕", "着"]),
        ("推着", ["推着"]),  # known as it is
        ("石湾", ["石湾"]),
    ],
)
def test_a_guess_is_undone_only_where_it_leaves_words(word, parts):
    tags = {"灾": "n", "绕": "v", "推着": "v", "镇": "n"}
    assert list(segment.Parts(tags, ())[word]) == parts


@pytest.mark.parametrize("row", lexicon.table("lexicons/endings.tsv"), ids=lambda row: row["ending"])
def test_an_ending_joins_after_its_tags_and_not_after_others(row):
    ending = segment.endings()[row["ending"]]
    for tag in row["after"].split():
        assert ending.joins("灌溉", tag)
    for tag in ("uj", "d", "m", "x", "p"):
        assert not ending.joins("灌溉", tag)
    assert not ending.joins("灌" * (int(row["longest"]) + 1), "n")
    assert not any(ending.joins(word, "n") for word in row["unless"].split())


@pytest.mark.parametrize(
    ("text", "word"),
    [("全乡稻田灌溉率", "灌溉率"), ("草莓深加工率", "深加工率"), ("义务灭火队", "灭火队"), ("设立劳资科", "劳资科")],
)
def test_bound_endings_join_the_word_before(text, word):
    assert word in cut(text)


def test_an_ending_does_not_join_a_quantity():
    assert cut("共5000元额度")[:2] == ["共", "5000元"]


@pytest.mark.parametrize("row", lexicon.table("lexicons/retagged.tsv", unique="word"), ids=lambda row: row["word"])
def test_corrected_tags_differ_from_those_of_jieba(row):
    assert row["tag"] != row["instead_of"]
    assert segment.dictionary()[row["word"]] == row["tag"]


# ------------------------------------------------------------------------------------------------ user words
SIGNED = ["AI·助手", "数字村（试点）", "“两山”工程", "云 平台"]
PLAIN = ["5G-A基站", "e-办通", "一网通办2.0", "深入开展", "不高", "三级网格", "X光机", "邻里议事亭", "推着"]


@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
@pytest.mark.parametrize("word", [*PLAIN, *SIGNED[:3]])
def test_a_user_word_that_would_be_cut_is_whole_in_every_engine(word, engine, tmp_path):
    path = tmp_path / "words.txt"
    path.write_text(f"{word} nz\n", "utf-8")
    text = f"全镇推广{word}等做法，投入12万元。"
    assert word not in cut(text, engine) or word in segment.dictionary()
    words, tags = segment.segmenter(engine, str(path))(text)
    assert dict(zip(words, tags, strict=True))[word] == "nz"
    assert "12万元" in words
    assert "".join(words) == text


def test_a_user_word_takes_no_character_of_others(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("议事（亭）\n议事（亭）长\n", "utf-8")
    assert cut("聘请议事（亭）长3名", userdict=str(path)) == ["聘请", "议事（亭）长", "3名"]


def test_parts_forget_when_there_are_too_many(monkeypatch):
    monkeypatch.setattr(segment.repair, "MOST_KEPT", 3)
    parts = segment.Parts({}, ())
    for number in range(10):
        assert parts[f"词{number}"] == (f"词{number}",)
    assert len(parts) <= 3


def test_an_ending_does_not_join_a_user_word(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("灌溉\n", "utf-8")
    assert cut("全乡稻田灌溉率")[-1] == "灌溉率"
    assert cut("全乡稻田灌溉率", userdict=str(path))[-2:] == ["灌溉", "率"]
