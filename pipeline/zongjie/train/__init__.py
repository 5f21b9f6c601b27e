"""Training: fits the learned parts on annotated texts and writes them with a model card each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from zongjie import linear
from zongjie.config import Settings, load_settings
from zongjie.train import activities, metrics, plans, problems, subjects
from zongjie.train.card import card
from zongjie.train.fit import Fit
from zongjie.train.texts import Corpus, Lesson, Task, read_corpus

__all__ = ["Trained", "train"]


@dataclass(frozen=True, slots=True)
class Trained:
    """A learned part as it was written: `accuracy` is the share of decisions right on bodies left out of the fit."""

    name: str
    examples: int
    features: int
    bytes: int
    accuracy: float


def train(corpus: Path, out: Path, settings: Settings | None = None) -> list[Trained]:
    """Fit every learned part on `corpus`/train and `corpus`/dev and write it to a folder of its name in `out`.

    The same corpus, package and libraries give the same bytes. `corpus`/test is never read.

    Raises:
        UsageError: `corpus` holds no annotated text.
    """
    read = read_corpus(corpus, settings or load_settings())
    return [_write(task, fitted, out, len(read.texts)) for task, fitted in _lessons(read)]


def _lessons(corpus: Corpus) -> Iterator[Lesson]:
    """Every learned part; a tone comes before what reads it."""
    tone, course = plans.teach(corpus)
    yield from (tone, course)
    known = plans.Plans(tone[1], course[1])
    kind = metrics.teach(corpus, known)
    yield kind
    yield from subjects.teach(corpus, known, kind[1])
    yield from activities.teach(corpus, known)
    yield from problems.teach(corpus)


def _write(task: Task, fitted: Fit, out: Path, texts: int) -> Trained:
    folder = out / task.name
    linear.save(fitted.model, folder)
    (folder / "README.md").write_text(card(task.name, task.purpose, fitted, texts), "utf-8", newline="\n")
    right = sum(held.label == held.example.label for held in fitted.held)
    size = sum((folder / name).stat().st_size for name in linear.FILES)
    return Trained(task.name, len(fitted.held), len(fitted.model.thousandths), size, right / max(1, len(fitted.held)))
