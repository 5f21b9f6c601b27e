"""What the learned judge of activities is asked: loose drafts, and the clauses that are read at all."""

import extract_examples as examples
import pytest
from extract_examples import Certain, Tone

from zongjie.document import Span
from zongjie.extract.activities import judge, loose
from zongjie.extract.activities.judge import BY_RULES, FAINT, FAINTEST, LEAST, ByModel, Setting
from zongjie.extract.activities.rules import extract
from zongjie.extract.activities.standing import LEAST_DEMANDS, demanded
from zongjie.extract.activities.view import Reading, View


def drafted(text, taken=()):
    document = examples.document(text)
    view = View.of(Reading.of(document), Span(0, len(text)))
    return {
        (text[d.span.start : d.span.end], d.predicate, text[d.object.start : d.object.end], d.rule)
        for d in loose.drafts(view, document.clauses[0][0], taken)
    }


@pytest.mark.parametrize(
    ("text", "draft"),
    [
        ("争取年内出台《管理办法》。", ("出台《管理办法》", "出台", "《管理办法》", "governed")),
        ("一号线去年10月竣工通车。", ("一号线去年10月竣工通车", "竣工通车", "一号线", "ended")),
        ("引进硕士2名、招护士20名。", ("招护士20名", "招", "护士20名", "governed")),
        ("为老人办证64次。", ("为老人办证64次", "办证", "老人", "toward")),
        ("家庭病床建了860张。", ("家庭病床建了860张", "建", "家庭病床", "ended")),
        ("二号机组已大修。", ("二号机组已大修", "大修", "二号机组", "ended")),
        ("水泵于6月换掉。", ("水泵于6月换掉", "换掉", "水泵", "ended")),
        ("收费改革试点由七户扩大到三十户。", ("收费改革试点由七户扩大到三十户", "扩大", "收费改革试点", "arriving")),
        ("镇办企业由27家整合为7家。", ("镇办企业由27家整合为7家", "整合", "镇办企业", "arriving")),
        ("有关线索已移交县纪委处理。", ("有关线索已移交县纪委处理", "移交", "有关线索", "arriving")),
    ],
)
def test_a_loose_draft(text, draft):
    assert draft in drafted(text)


@pytest.mark.parametrize("text", ["加强乡村图书室建设。", "要继续推进老旧管网改造。", "确保村医补贴按时足额发放。"])
def test_what_is_strengthened_is_no_act(text):
    assert not {d for d in drafted(text) if d[3] == "ended"}


@pytest.mark.parametrize("text", ["把试点扩大到三十户。", "加强宣传推广到全县。", "推广到三十户。"])
def test_nothing_is_moved_without_words_of_its_own_before_the_verb(text):
    assert not {d for d in drafted(text) if d[3] == "arriving"}


@pytest.mark.parametrize("text", ["签订或者续签合同两份。", "修复的桥梁3座。"])
def test_no_object_begins_with_a_conjunction(text):
    assert not {d for d in drafted(text) if d[2].startswith(("或者", "的"))}


def test_two_verbs_make_one_predicate():
    assert ("支援和慰问灾区", "支援和慰问", "灾区", "governed") in drafted("支援和慰问灾区。")


DEMANDING = "各村都要组建调解组。县里统一编印手册。去年印发过一版。\n春耕前开挖水渠。"


def test_a_passage_that_demands_plans_until_it_reports_or_its_paragraph_ends():
    document = examples.document(DEMANDING)
    assert demanded(document.text, document.sentences) == {0, 1}


def test_a_section_that_mostly_demands_plans_throughout():
    text = "要修渠。" * LEAST_DEMANDS + "去年印发了通知。\n春耕前开挖水渠。"
    document = examples.document(text)
    assert demanded(text, document.sentences) == {*range(LEAST_DEMANDS), LEAST_DEMANDS + 1}


@pytest.mark.parametrize("role", ["results", "overview"])
def test_a_section_whose_heading_tells_its_role_keeps_it(role):
    document = examples.document(DEMANDING, role)
    assert not demanded(document.text, document.sentences)


def test_acts_that_a_passage_demands_are_planned():
    told = extract(examples.document("各村都要印发《公约》。县里统一编印《调解手册》。去年印发了《办法》。"))
    assert [(act.predicate, act.status) for act in told.activities] == [
        ("印发", "planned"),
        ("编印", "planned"),
        ("印发", "done"),
    ]


def test_a_verb_that_leads_to_an_act_is_none_itself():
    assert not {d for d in drafted("争取年内出台《管理办法》。") if d[1] == "争取"}


def test_words_in_brackets_draft_nothing():
    assert not {d for d in drafted("《出台办法》印发了。") if d[1] == "出台"}


def test_what_is_taken_stays_alone():
    text = "引进硕士2名、招护士20名。"
    assert not drafted(text, [Span(0, len(text))])
    assert all(words.startswith("招") for words, *_ in drafted(text, [Span(0, 6)]))


HINTED, PLAIN = "举办讲座5场。", "天气一直晴朗。"


@pytest.mark.parametrize(
    ("text", "heard", "worth", "loosely"),
    [
        (PLAIN, FAINT, True, True),
        (PLAIN, FAINT - 0.01, False, False),
        (HINTED, FAINT - 0.01, True, False),
        (HINTED, FAINTEST, True, False),
        (HINTED, FAINTEST - 0.01, False, False),
    ],
)
@pytest.mark.parametrize("role", ["work", "problems"])
def test_a_clause_is_read_by_its_tone_and_faintly_where_a_rule_hints(text, heard, worth, loosely, role):
    document = examples.document(text)
    clause = document.clauses[0][0]
    listening = ByModel(Tone(heard), Certain(1.0))
    assert listening.worth(Reading.of(document), clause, role) == worth
    assert listening.loosely(clause) == loosely


def test_rules_alone_read_no_section_of_problems_and_no_loose_draft():
    document = examples.document(HINTED)
    reading, clause = Reading.of(document), document.clauses[0][0]
    assert BY_RULES.worth(reading, clause, "work")
    assert not BY_RULES.worth(reading, clause, "problems")
    assert not BY_RULES.loosely(clause)


@pytest.mark.parametrize(
    ("sure", "expected"),
    [(0.9, 0.9), (judge.LEAST_RULED, LEAST), (judge.LEAST_RULED - 0.01, judge.LEAST_RULED - 0.01)],
)
def test_a_draft_that_the_rules_keep_needs_less(sure, expected):
    document = examples.document(HINTED)
    view = View.of(Reading.of(document), Span(0, len(HINTED)))
    (draft,) = loose_and_ruled(view, document)
    setting = Setting(document.clauses[0][0], "work", "done")
    assert ByModel(Tone(0.0), Certain(sure)).sure(view, draft, setting) == pytest.approx(expected)


def loose_and_ruled(view, document):
    from zongjie.extract.activities.verb_object import verb_object

    place = view.verbs.first(0, len(view.text))
    return [verb_object(view, document.clauses[0][0], place)]


@pytest.mark.parametrize(("sure", "found"), [(1.0, 1), (0.0, 0)])
def test_the_judge_decides_which_drafts_are_records(sure, found):
    document = examples.document("二号机组已大修。")
    assert len(extract(document, ByModel(Tone(0.0), Certain(sure))).activities) == found


@pytest.mark.parametrize(("liked", "act"), [("ended", "家庭病床建了860张"), ("governed", "建了860张")])
def test_of_overlapping_loose_drafts_the_surest_is_kept(liked, act):
    class Likes(Certain):
        def likelihood(self, features):
            form = next(feature for feature in features if feature.startswith("form="))
            return 0.9 if liked in form else 0.6 if "ended" in form or "governed" in form else 0.0

    document = examples.document("家庭病床建了860张。")
    (found,) = extract(document, ByModel(Tone(0.0), Likes(0.0))).activities
    assert (found.evidence, found.confidence) == (act, 0.9)


def told_of(text: str, verb: str) -> set[str]:
    document = examples.document(text)
    view = View.of(Reading.of(document), document.sentences[0].span)
    clause = document.clauses[0][0]
    draft = next(d for d in loose.drafts(view, clause, ()) if d.predicate == verb)
    return set(judge.features(view, draft, Setting(clause, "work", "done"), Tone(0.0), None))


def test_the_judge_hears_how_often_the_text_names_the_verb():
    once = "引进硕士2名、招护士20名。" + "工作正常。" * 200
    assert {"often=1", "verb+often=招1"} <= told_of(once, "招")
    often = once.replace("工作正常。", "招工。", 30)
    assert {"often=4", "verb+often=招3"} <= told_of(often, "招"), "no further steps"


def test_how_often_a_verb_is_named_does_not_grow_with_the_text():
    reading = Reading.of(examples.document("招护士20名。" * 300))
    assert reading.often("招") == pytest.approx(1000 / len("招护士20名。"))
    assert Reading.of(examples.document("招护士20名。")).often("招") == 1, (
        "a short text counts as a thousand characters"
    )


def test_the_judge_hears_among_how_many_figures_an_act_stands():
    assert {"figures=2", "own=2", "offset=1", "rest=0"} <= told_of("引进硕士2名、招护士20名。", "招")
