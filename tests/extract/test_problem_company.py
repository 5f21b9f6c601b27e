"""What the judge of problems is told of the clauses around."""

from zongjie.document import Span
from zongjie.extract.problems.company import MOST_NEAR, NEAR, NEXT, company


def spans(*starts: int) -> list[Span]:
    return [Span(start, start + 5) for start in starts]


def test_neighbours_are_told_up_to_their_distance():
    one, two, three = company(spans(0, NEXT, 2 * NEXT + 1), [0, 0, 0], [0.9, 0.5, 0.1])
    assert {"sure.before=-", "sure.behind=0", "sure=3"} <= set(one)
    assert {"sure.before=3", "sure.behind=-", "sure=0"} <= set(two)
    assert {"sure.before=-", "sure.behind=-", "sure=-3"} <= set(three)


def test_a_clause_is_not_its_own_company():
    (alone,) = company(spans(7), [3], [1.0])
    assert {"sure.near=0", "sure.section=0", "sure.share=0", "sure=5"} <= set(alone)


def test_company_is_near_or_in_the_section():
    far = company(spans(0, NEAR + 1), [0, 0], [0.2, 1.0])[0]
    assert {"sure.near=0", "sure.share=5"} <= set(far)
    other_section = company(spans(0, NEAR), [0, 1], [0.2, 1.0])[0]
    assert {"sure.near=1", "sure.share=0"} <= set(other_section)


def test_a_crowd_is_told_as_many():
    crowd = company(spans(*range(0, 90, 6)), [0] * 15, [1.0] * 15)
    assert all(f"sure.near={MOST_NEAR}" in told for told in crowd)
