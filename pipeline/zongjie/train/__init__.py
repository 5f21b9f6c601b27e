"""Training: fits the learned parts on annotated texts and writes them with a model card each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zongjie import linear
from zongjie.config import Settings, load_settings
from zongjie.document import ACTIVITY_TYPES, PROBLEM_CATEGORIES
from zongjie.errors import UsageError
from zongjie.extract.activities import judge as acts
from zongjie.extract.problems import judge as shortcomings
from zongjie.train.card import card
from zongjie.train.examples import NO, YES, Lessons, lessons, read_annotated, read_phrases, teach_tone
from zongjie.train.fit import Example, Fit, fit

__all__ = ["Trained", "train"]

PARTS = ("train", "dev")
"""The folders of a benchmark that are learned from; `test` is never read."""
PHRASES = "phrases"


@dataclass(frozen=True, slots=True)
class Task:
    """One learned part: its name, what it decides between, how freely it may fit (C of the regression), and for what."""

    name: str
    labels: tuple[str, ...]
    strength: float
    purpose: str


TONE = Task(shortcomings.TONE, (NO, YES), 0.3, "how much the characters of a clause speak of a problem")
TASKS = (
    Task(acts.KEEP, (NO, YES), 0.1, "whether a drafted act is an activity"),
    Task(acts.TYPE, ACTIVITY_TYPES, 1.0, "of which type an activity is"),
    Task(shortcomings.KEEP, (NO, YES), 0.1, "whether a clause states a problem"),
    Task(shortcomings.CATEGORY, PROBLEM_CATEGORIES, 3.0, "of which category a problem is"),
)


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

    Each part is a folder with `texts/` and `gold/` (one JSON file a text, see corpus/benchmark/README.md). The same
    corpus, package and libraries give the same bytes.

    Raises:
        UsageError: `corpus` holds no annotated text.
    """
    settings = settings or load_settings()
    texts = [text for part in PARTS if (corpus / part).is_dir() for text in read_annotated(corpus / part)]
    if not texts:
        raise UsageError(
            f"{corpus} 里没有标注文本：需要 train/texts、train/gold（dev 可选）。",
            f"no annotated texts in {corpus}: train/texts and train/gold are needed (dev is optional).",
        )
    told = lessons(texts, settings)
    read_phrases(corpus / PHRASES, told)
    sound = teach_tone(texts, settings, told)
    written = [_write(TONE, [held.example for held in sound.held], sound, out, len(texts))]
    for task, examples in zip(TASKS, _by_task(told), strict=True):
        fitted = fit(examples, task.labels, task.strength)
        written.append(_write(task, examples, fitted, out, len(texts)))
    return written


def _by_task(told: Lessons) -> tuple[Sequence[Example], ...]:
    return told.keep, told.type, told.stated, told.category


def _write(task: Task, examples: Sequence[Example], fitted: Fit, out: Path, texts: int) -> Trained:
    folder = out / task.name
    linear.save(fitted.model, folder)
    (folder / "README.md").write_text(card(task.name, task.purpose, fitted, texts), "utf-8", newline="\n")
    right = sum(held.label == held.example.label for held in fitted.held)
    size = sum((folder / name).stat().st_size for name in linear.FILES)
    return Trained(task.name, len(examples), len(fitted.model.index), size, right / max(1, len(fitted.held)))
