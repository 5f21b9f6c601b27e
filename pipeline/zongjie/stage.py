"""What a stage is, and whether stages fit together: checked before any document is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from zongjie.config import Settings
from zongjie.document import Document
from zongjie.errors import PipelineError

Stage = Callable[[Document], Document]


@dataclass(frozen=True, slots=True)
class StageSpec:
    """A stage by name: how it is built, which fields of `Document` it needs and which it fills.

    A long document comes in blocks, except to the stages that need the `whole` of it and to those before them.
    `follow` makes, from that whole document, the stage of one whose later blocks need to know of the earlier ones.
    """

    name: str
    build: Callable[[Settings], Stage]
    requires: tuple[str, ...] = ()
    provides: tuple[str, ...] = ()
    whole: bool = False
    follow: Callable[[Document], Stage] | None = None


def check(specs: Iterable[StageSpec], given: Iterable[str] = ()) -> None:
    """Raise `PipelineError` where a stage requires what none before it provides."""
    have = set(given)
    for spec in specs:
        missing = sorted(set(spec.requires) - have)
        if missing:
            raise PipelineError(
                f"阶段 {spec.name} 需要 {'、'.join(missing)}，但前面没有阶段提供；请调整 run.pipeline.STAGES 的顺序。",
                f"stage {spec.name} requires {', '.join(missing)}, which no earlier stage provides; reorder "
                "run.pipeline.STAGES.",
            )
        have.update(spec.provides)
