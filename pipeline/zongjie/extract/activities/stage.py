"""The stage `activities`: the rules, with learned judges where their models are there and wanted."""

from __future__ import annotations

from zongjie.config import Settings
from zongjie.document import Document
from zongjie.extract.activities.judge import KEEP, STATUS, TYPE, Naming, by_model, by_rules
from zongjie.extract.activities.rules import extract
from zongjie.extract.mood import TONE, Mood
from zongjie.linear import load
from zongjie.stage import Stage, StageSpec
from zongjie.tone import tone


def build(settings: Settings) -> Stage:
    """The stage `activities`."""
    keep, kind, status, plan = load(KEEP, settings), load(TYPE, settings), load(STATUS, settings), tone(TONE, settings)
    judge = by_rules if keep is None else by_model(keep)

    def learned(document: Document) -> Document:
        mood = None if plan is None else Mood(document, plan.read(document.text))
        return extract(document, judge, Naming(kind, status, mood))

    return learned


SPEC = StageSpec(
    "activities", build, requires=("sentences", "words", "quantities", "rejected"), provides=("activities",)
)
