"""Any bytes and any text: readers, grammar, cleaning and the whole pipeline raise nothing and keep their invariants."""

from __future__ import annotations

import pytest
from fuzz_targets import TARGETS, Target, rows, seeds
from hypothesis import given, settings

NAMES = [target.name for target in TARGETS]


def fuzz(target: Target, cases: int) -> None:
    """Try `cases` inputs of a target; the same ones in each run, so that a failure here is one everywhere."""
    profile = settings(settings.get_profile("fuzz"), max_examples=max(1, cases), derandomize=True, database=None)
    profile(given(target.inputs)(target.run))()


@pytest.mark.parametrize("target", TARGETS, ids=NAMES)
def test_no_input_breaks_it(target: Target) -> None:
    fuzz(target, target.short)


@pytest.mark.long
@pytest.mark.parametrize("target", TARGETS, ids=NAMES)
def test_no_input_of_a_million_breaks_it(target: Target, times: float) -> None:
    fuzz(target, int(target.long * times))


def test_the_long_suite_is_a_million_cases() -> None:
    assert sum(target.long for target in TARGETS) == 1_000_000


@pytest.mark.parametrize(("name", "data"), seeds(), ids=[name for name, _ in seeds()])
def test_the_kept_corpus_is_read(name: str, data: bytes) -> None:
    rows((name, data))
