"""Stages: a wrong order is refused before any document is read, with what is missing."""

from __future__ import annotations

import pytest

from zongjie.errors import PipelineError
from zongjie.run import STAGES
from zongjie.stage import check


def test_the_stages_of_a_run_fit_together() -> None:
    check(STAGES)


@pytest.mark.parametrize("at", range(len(STAGES)))
def test_no_stage_that_another_needs_may_be_missing(at: int) -> None:
    rest = (*STAGES[:at], *STAGES[at + 1 :])
    needed = set(STAGES[at].provides) & {field for spec in rest for field in spec.requires}
    if not needed:
        check(rest)
        return
    with pytest.raises(PipelineError) as fault:
        check(rest)
    assert any(field in str(fault.value) for field in needed)


def test_a_stage_before_its_input_is_refused() -> None:
    with pytest.raises(PipelineError):
        check(tuple(reversed(STAGES)))
