"""Writes `methods.md`: the sentences for a methods section with the numbers of this very analysis."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import metadata

from zongjie.lexicon import table
from zongjie.resampling import DRAWS
from zongjie.resources import PACKAGE
from zongjie.stats.build import Results
from zongjie.stats.contrasts import FEWEST
from zongjie.stats.grouping import SMALL

TEMPLATE = "stats/methods.md.j2"
SOFTWARE = ("scipy", "statsmodels", "networkx", "scikit-learn", "pandas", "numpy", "matplotlib")
TESTED = ("trend", "effects", "keyness", "network_edges", "cross_tests")


def methods(results: Results) -> str:
    """The text in Markdown: Chinese, English, software and references of the tables at hand."""
    from jinja2 import Environment, StrictUndefined

    made = results.tables
    template = Environment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False).from_string(
        (PACKAGE / TEMPLATE).read_text("utf-8")
    )
    effects = made.get("effects")
    return template.render(
        lines_zh=[f"- {note.zh}" for note in results.notes],
        lines_en=[f"- {note.en}" for note in results.notes],
        version=results.data.version,
        documents=results.documents,
        observations=results.observations,
        count=results.count.value,
        by=results.grouping.by,
        numeric=results.grouping.numeric,
        groups=results.groups,
        missing=results.grouping.missing,
        tables={name: len(frame) for name, frame in made.items()},
        tested={name: int(made[name]["p"].notna().sum()) for name in TESTED if name in made},
        families=any(name in made for name in TESTED),
        errors=sorted(set(effects["errors"])) if effects is not None and len(effects) else [],
        draws=f"{DRAWS:,}",
        permutations=f"{int(made['cross_tests']['permutations'].min()):,}" if len(made.get("cross_tests", ())) else "0",
        seed=results.seed,
        small=SMALL,
        fewest=FEWEST,
        unplaced=results.unplaced,
        software=software(),
        references=references(list(made)),
    )


def software() -> str:
    """The versions that the numbers come from."""
    return ", ".join(f"{name} {metadata.version(name)}" for name in SOFTWARE)


def references(tables: Sequence[str]) -> list[str]:
    """The works cited for some tables."""
    return [row["reference"] for row in table("stats/references.tsv") if row["table"] in ("*", *tables)]
