"""Words: quantities stay whole, the words are the text, user words hold in both engines, tags are known."""

from difflib import SequenceMatcher
from pathlib import Path

import pytest

from zongjie import quantity, segment, structure, timex
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
        **{name: getattr(made, name) for name in made.__slots__} | {"quantities": tuple(quantity.find(text, times))}
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
    done = segmented(text, engine=engine)
    assert "".join(done.words) == text
    assert len(done.words) == len(done.tags)


@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
def test_a_quantity_is_one_word_with_the_tag_of_a_number(engine):
    done = segmented(TEXT, engine=engine)
    tags = dict(zip(done.words, done.tags, strict=True))
    for words in ("12个", "96.5%", "3.2个百分点", "1.2亿元", "三分之一以上", "300余名"):
        assert tags[words] == "m"


def test_each_sentence_has_the_words_that_begin_in_it():
    done = segmented(TEXT)
    for sentence in done.sentences:
        assert "".join(sentence.words).strip() == done.text[sentence.span.start : sentence.span.end]
        assert len(sentence.words) == len(sentence.tags)


def test_both_engines_cut_alike(userdict):
    for settings in ({}, {"userdict": userdict}):
        one, two = (segmented(TEXT + "云上城东上线了。", engine=engine, **settings) for engine in ("rjieba", "jieba"))
        assert one.words == two.words
        assert one.tags == two.tags


@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
def test_user_words_stay_whole_and_bring_their_tag(engine, userdict):
    text = TEXT + "云上城东上线了。"
    before, after = segmented(text, engine=engine), segmented(text, engine=engine, userdict=userdict)
    tags = dict(zip(after.words, after.tags, strict=True))
    assert {"邻里节": "nz", "数字档案馆": "n", "共建协议": "n", "云上城东": "nt"}.items() <= tags.items()
    assert "云上城东" not in before.words


@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
def test_our_own_terms_stay_whole(engine):
    own = list(segment.lexicon.words("lexicons/terms.tsv"))
    cut, tags = segment.cutter(engine, None)
    broken = [word for word in own if cut(word) != [word]]
    assert not broken
    assert all(tags[word] for word in own)


def test_every_word_has_a_known_tag():
    done = segmented(TEXT + "ABC 12 ，【龘】①")
    known = set(segment.dictionary().values()) | {"m", "eng", "x", "n"}
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
    matcher.add("counted", [[{"TAG": {"IN": ["n", "l", "nz"]}}, {"TAG": "m"}]])
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
    (fast, _), (slow, _) = segment.cutter("rjieba", None), segment.cutter("jieba", None)
    one, two = fast(text), slow(text)
    for kind, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        assert kind == "equal" or "".join(one[a:b] + two[c:d]).isascii()
