"""The stage `metrics`: the rules, revised by the learned judge where its models are there and wanted."""

from __future__ import annotations

from zongjie.config import Settings
from zongjie.document import Document
from zongjie.extract.metrics.judge import KIND, by_model, revise
from zongjie.extract.metrics.rules import extract
from zongjie.extract.mood import TONE, Mood
from zongjie.linear import load
from zongjie.stage import Stage, StageSpec
from zongjie.tone import tone


def build(settings: Settings) -> Stage:
    """The stage `metrics`."""
    plan, kind = tone(TONE, settings), load(KIND, settings)
    if plan is None or kind is None:
        return extract
    judge = by_model(kind)

    def learned(document: Document) -> Document:
        found = extract(document)
        return revise(found, Mood(found, plan.read(found.text)), judge) if found.metrics else found

    return learned


SPEC = StageSpec("metrics", build, requires=("sentences", "words", "quantities"), provides=("metrics", "rejected"))
