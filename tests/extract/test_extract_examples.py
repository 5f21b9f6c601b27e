"""The examples files themselves: their notation means one thing, and every value of a field has an example."""

import extract_examples as examples
import pytest

from zongjie.document import ACTIVITY_STATUSES, ACTIVITY_TYPES, METRIC_KINDS, PROBLEM_CATEGORIES, QUALIFIERS, ROLES

KINDS = tuple(examples.NOTATION)
FEWEST = 90


def marks(kind):
    return [mark for example in examples.read(kind) for mark in example.marks]


def test_a_marked_line_is_read():
    line = "[role=plan section=work] 明年<m value=3 high=5 unit=个 kind=target>3至5个</m>、<m optional>数个</m>。"
    found = examples.parse(line, "metrics", 7, "ranges")
    assert (found.line, found.group, found.text) == (7, "ranges", "明年3至5个、数个。")
    assert (found.role, found.section, found.heading, found.known_miss) == ("plan", "work", False, False)
    one, two = found.marks
    assert (one.start, one.end, one.optional) == (2, 6, False)
    assert one.fields == {"value": "3", "high": "5", "unit": "个", "kind": "target"}
    assert (found.text[two.start : two.end], two.fields, two.optional) == ("数个", {}, True)


def test_a_line_without_directives_is_work():
    found = examples.parse("办班。", "problems")
    assert (found.role, found.section, found.marks) == ("work", "work", ())


def test_a_section_has_the_role_of_its_sentences_unless_told():
    assert examples.parse("[role=problems heading] 人手少", "problems").section == "problems"
    assert examples.parse("[role=problems heading] 人手少", "problems").heading


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("<m kind=level>3家", "metrics"),
        ("3家</m>", "metrics"),
        ("<a type=other>办班</a>", "metrics"),
        ("<m colour=red>3家</m>", "metrics"),
        ("<p kind=level>人少</p>", "problems"),
        ("[mood=dark] 人少", "problems"),
        ("[bold] 人少", "problems"),
        ("<a <a type=other>办班</a>", "activities"),
    ],
)
def test_wrong_notation_raises(line, kind):
    with pytest.raises(ValueError, match="line 4"):
        examples.parse(line, kind, 4)


def test_differences_tell_what_is_missing_too_much_and_different():
    def extract(document):
        from dataclasses import replace

        from zongjie.document import Metric, Span

        found = [Metric(span=Span(2, 4), rule="r", value=3, unit="家"), Metric(span=Span(6, 8), rule="r", value=5)]
        return replace(document, metrics=tuple(found))

    example = examples.parse("新建<m value=4 unit=家>3家</m>，撤<m>5个</m>。", "metrics")
    assert example.text == "新建3家，撤5个。"
    wrong = examples.parse("新建<m value=4 unit=家>3家</m>，<m>撤5个</m>。", "metrics")
    assert examples.differences(example, "metrics", extract) == ["value of 3家: 3, not 4.0"]
    assert examples.differences(wrong, "metrics", extract) == [
        "value of 3家: 3, not 4.0",
        "missing: 撤5个",
        "too much: 5个",
    ]
    may = examples.parse("新建<m optional>3家</m>，<m optional>撤5个</m>。", "metrics")
    assert examples.differences(may, "metrics", extract) == []


@pytest.mark.parametrize("kind", KINDS)
def test_there_are_enough_examples(kind):
    met = [e for e in examples.read(kind) if not e.known_miss]
    assert len(examples.read(kind)) >= FEWEST
    assert sum(not e.marks for e in met) >= 10
    assert sum(bool(e.marks) for e in met) >= 50


@pytest.mark.parametrize("kind", KINDS)
def test_no_line_stands_twice(kind):
    lines = [(e.role, e.section, e.heading, e.text) for e in examples.read(kind)]
    assert len(lines) == len(set(lines))


@pytest.mark.parametrize("kind", KINDS)
def test_roles_are_known(kind):
    assert {e.role for e in examples.read(kind)} | {e.section for e in examples.read(kind)} <= set(ROLES)


@pytest.mark.parametrize(
    ("kind", "field", "values"),
    [
        ("metrics", "kind", METRIC_KINDS),
        ("metrics", "qualifier", QUALIFIERS),
        ("activities", "type", set(ACTIVITY_TYPES) - {"other"}),
        ("activities", "status", ACTIVITY_STATUSES),
        ("problems", "category", set(PROBLEM_CATEGORIES) - {"other"}),
    ],
)
def test_every_value_of_a_field_has_an_example(kind, field, values):
    assert {mark.fields[field] for mark in marks(kind) if field in mark.fields} == set(values)
