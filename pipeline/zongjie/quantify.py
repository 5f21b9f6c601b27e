"""The stage that reads a document's times and quantities, before its words are cut: a quantity becomes one word."""

from __future__ import annotations

from dataclasses import replace

from zongjie import quantity, timex
from zongjie.config import Settings
from zongjie.document import Document
from zongjie.stage import Stage, StageSpec


def quantify(document: Document) -> Document:
    """Fill `times` and `quantities`."""
    times = timex.find(document.text)
    return replace(document, times=tuple(times), quantities=tuple(quantity.find(document.text, times)))


def build(settings: Settings) -> Stage:
    """The stage `quantify`."""
    return quantify


SPEC = StageSpec("quantify", build, provides=("times", "quantities"))
