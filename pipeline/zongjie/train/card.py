"""Model cards: what a learned part decides, what it was taught, and how it does on bodies it has not seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from zongjie.train.fit import FOLDS, Fit, Held

BINS = 10
CARD = """# {name}

Decides {purpose}. A linear model over named features (multinomial logistic regression, scikit-learn); the features hold
what the rules say, the words, and what stands around them. Weights are whole thousandths in `weights.npy`, read without running code.

Made by `zongjie train corpus/benchmark`. {examples} decisions from {texts} texts and the phrase lists; {features} features.

**The texts are synthetic: written and annotated with language models, by our guide; no human annotator, no real body.**
What the model has seen is tidier than an archive. Texts of a kind, decade or trade that the corpus lacks may be judged worse than the figures here.

## Decisions right, on bodies left out of the fit

Each body was judged by a model that had seen none of its texts ({folds} folds). `rules` is what the rules say of the same decisions.

| body | decisions | model | rules |
| --- | --- | --- | --- |
{bodies}

{labels}

## Reliability

Of the decisions that the model gave a probability, how many were right. Calibrated means that the two columns agree.

| probability | decisions | mean probability | right |
| --- | --- | --- | --- |
{bins}
"""


def card(name: str, purpose: str, fitted: Fit, texts: int) -> str:
    """The card as Markdown."""
    held = fitted.held
    bodies = defaultdict(list)
    for one in held:
        bodies[one.example.body].append(one)
    rows = [_row(body, some) for body, some in sorted(bodies.items())]
    rows.append(_row("**all**", held))
    return CARD.format(
        name=name,
        purpose=purpose,
        examples=len(held),
        texts=texts,
        features=len(fitted.model.index),
        folds=min(FOLDS, len(bodies)),
        bodies="\n".join(rows),
        labels=_by_label(held),
        bins="\n".join(_bins(held)),
    )


def _row(name: str, held: Iterable[Held]) -> str:
    some = list(held)
    model = sum(one.label == one.example.label for one in some) / len(some)
    rules = sum(ruled(one) == one.example.label for one in some) / len(some)
    return f"| {name} | {len(some)} | {model:.3f} | {rules:.3f} |"


def ruled(one: Held) -> str:
    """What the rules say of a decision: they are one of the model's features."""
    said = next((f.removeprefix("rule=") for f in one.example.features if f.startswith("rule=")), "")
    return {"True": "yes", "False": "no"}.get(said, said)


def _by_label(held: Iterable[Held]) -> str:
    some = list(held)
    lines = ["| label | decisions | precision | recall |", "| --- | --- | --- | --- |"]
    for label in sorted({one.example.label for one in some}):
        both = sum(one.label == label == one.example.label for one in some)
        said = sum(one.label == label for one in some)
        true = sum(one.example.label == label for one in some)
        lines.append(f"| {label} | {true} | {both / said if said else 0:.3f} | {both / true:.3f} |")
    return "\n".join(lines)


def _bins(held: Iterable[Held]) -> Iterable[str]:
    some = list(held)
    for number in range(BINS):
        low, high = number / BINS, (number + 1) / BINS
        inside = [one for one in some if low < one.probability <= high]
        if inside:
            mean = sum(one.probability for one in inside) / len(inside)
            right = sum(one.label == one.example.label for one in inside) / len(inside)
            yield f"| {low:.1f}–{high:.1f} | {len(inside)} | {mean:.3f} | {right:.3f} |"
