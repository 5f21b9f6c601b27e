"""The stage `metrics`: the rules, revised by the learned judge and chooser where their models are there and wanted."""

from __future__ import annotations

from zongjie.config import Settings
from zongjie.document import Document, Metric, altered
from zongjie.extract.metrics.columns import read_columns
from zongjie.extract.metrics.judge import KIND, by_model, revise
from zongjie.extract.metrics.rules import extract
from zongjie.extract.mood import moods
from zongjie.linear import load
from zongjie.stage import Stage, StageSpec


def build(settings: Settings) -> Stage:
    """The stage `metrics`."""
    mood, kind = moods(settings), load(KIND, settings)
    if mood is None or kind is None:
        return lambda document: sized(read_columns(extract(document)))
    judge, choose = by_model(kind), _chooser(settings)

    def learned(document: Document) -> Document:
        found = extract(document)
        return sized(read_columns(choose(revise(found, mood.of(found), judge)))) if found.metrics else found

    return learned


def sized(document: Document) -> Document:
    """The document with each change below zero as a decline of that size (同比-1.5%, 下降-3%)."""
    if not any(metric.kind == "change" and (metric.value or 0) < 0 for metric in document.metrics):
        return document
    return altered(document, metrics=tuple(map(_sized, document.metrics)))


def _sized(metric: Metric) -> Metric:
    low, high = metric.value, metric.value_high
    if metric.kind != "change" or low is None or low >= 0 or (high is not None and high >= 0):
        return metric
    least = -low if high is None else -high
    canonical = metric.canonical_value
    return altered(
        metric,
        value=least,
        value_high=None if high is None else -low,
        canonical_value=None if canonical is None else canonical * least / low,
        direction="down",
    )


def _chooser(settings: Settings) -> Stage:
    """The chooser of subjects; without its models, what leaves those of the rules."""
    from zongjie.extract.metrics.chooser import BEGIN, END, Chooser

    ends, begins = load(END, settings), load(BEGIN, settings)
    return (lambda document: document) if ends is None or begins is None else Chooser.of(ends, begins)


SPEC = StageSpec(
    "metrics", build, requires=("sentences", "clauses", "words", "quantities"), provides=("metrics", "rejected")
)
