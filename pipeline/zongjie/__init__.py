"""zongjie (总结): a folder of Chinese work summaries into a dataset whose every value points to its proof.

`run()` does what `zongjie run` does, `read()` gives the tables of a dataset, `load()` the pipeline for single texts,
`quantities()` the quantities of a string, `load_benchmark()` texts with gold annotations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zongjie.benchmark import load_benchmark
    from zongjie.config import Settings
    from zongjie.dataset.reading import Tables, read
    from zongjie.document import Document
    from zongjie.frames import Documents, to_frames
    from zongjie.frames import load as load
    from zongjie.quantity import quantities
    from zongjie.run import RunSummary, run, run_corpus

__all__ = [
    "Document",
    "Documents",
    "RunSummary",
    "Settings",
    "Tables",
    "__version__",
    "load",
    "load_benchmark",
    "quantities",
    "read",
    "run",
    "run_corpus",
    "to_frames",
]
__version__ = "0.1.0"

_PLACES = {
    "Document": "zongjie.document",
    "Documents": "zongjie.frames",
    "RunSummary": "zongjie.run",
    "Settings": "zongjie.config",
    "Tables": "zongjie.dataset.reading",
    "load": "zongjie.frames",
    "load_benchmark": "zongjie.benchmark",
    "quantities": "zongjie.quantity",
    "read": "zongjie.dataset.reading",
    "run": "zongjie.run",
    "run_corpus": "zongjie.run",
    "to_frames": "zongjie.frames",
}


def __getattr__(name: str) -> object:
    """Public names are imported when they are first used: `import zongjie` stays fast."""
    if name in _PLACES:
        from importlib import import_module

        module = import_module(_PLACES[name])
        # `zongjie.run` is a module and, called, its function
        value = module if module.__name__ == f"{__name__}.{name}" else getattr(module, name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'zongjie' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
