"""The stage `activities`: the rules, with learned judges where their models are there and wanted."""

from __future__ import annotations

from zongjie.config import Settings
from zongjie.document import Document
from zongjie.extract.activities.judge import KEEP, STATUS, TONE, TYPE, ByModel, Naming, heard
from zongjie.extract.activities.places import MODELS, Pointer
from zongjie.extract.activities.rules import extract
from zongjie.extract.mood import moods
from zongjie.linear import load
from zongjie.stage import Stage, StageSpec
from zongjie.tone import tone


def build(settings: Settings) -> Stage:
    """The stage `activities`."""
    keep, acts, plans = load(KEEP, settings), tone(TONE, settings), moods(settings)
    if keep is None or acts is None:
        return extract
    kind, status = load(TYPE, settings), load(STATUS, settings)
    pointer = _pointer(settings)

    def learned(document: Document) -> Document:
        scores = acts.read(document.text)
        bounds = None if pointer is None else pointer.read(document, heard(document, scores))
        judge = ByModel(scores, keep, bounds=bounds)
        mood = None if plans is None else plans.of(document)
        return extract(document, judge, Naming(kind, status, mood))

    return learned


def _pointer(settings: Settings) -> Pointer | None:
    models = [model for model in (load(name, settings) for name in MODELS) if model is not None]
    return Pointer.of(models) if len(models) == len(MODELS) else None


SPEC = StageSpec(
    "activities", build, requires=("sentences", "clauses", "words", "quantities", "rejected"), provides=("activities",)
)
