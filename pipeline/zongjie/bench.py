"""Measures the speed of each stage beside `jieba.lcut` on the same text in the same run, and the peak memory."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from zongjie.config import Settings
from zongjie.errors import UsageError

APART = frozenset(
    {"startup", "themes", "reuse", "csv", "xlsx", "duckdb", "report", "datapackage", "dictionary", "manifest"}
)
"""Start-up, themes, reuse and what is written after the Parquet tables: timed, but no part of reading to Parquet."""


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds of one stage over all the text. `counted` is False for what comes after Parquet."""

    name: str
    seconds: float
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Benchmark:
    """What was measured. `peak_bytes` is the process's largest resident size up to the end of the run, or None.

    Speeds are in characters of decoded source text per second of wall time.
    """

    characters: int
    stages: tuple[Speed, ...]
    jieba_seconds: float
    peak_bytes: int | None

    @property
    def whole_seconds(self) -> float:
        """Seconds from reading to Parquet."""
        return sum(stage.seconds for stage in self.stages if stage.counted)

    def rate(self, seconds: float) -> float | None:
        """Characters per second, or None where the time is too short to tell."""
        return self.characters / seconds if seconds > 0 else None

    def ratio(self, seconds: float) -> float | None:
        """Speed over that of `jieba.lcut`: 1 is as fast, .5 half as fast."""
        return self.jieba_seconds / seconds if seconds > 0 else None

    def rows(self) -> list[dict[str, str | float | bool | None]]:
        """A row for each stage, then the whole and jieba: name, seconds, characters_per_second, ratio, counted."""
        speeds = [*self.stages, Speed("whole", self.whole_seconds), Speed("jieba.lcut", self.jieba_seconds, False)]
        return [
            {
                "name": speed.name,
                "seconds": round(speed.seconds, 4),
                "characters_per_second": _rounded(self.rate(speed.seconds), 0),
                "ratio": _rounded(self.ratio(speed.seconds), 3),
                "counted": speed.counted,
            }
            for speed in speeds
        ]


def measure(paths: Sequence[Path], settings: Settings) -> Benchmark:
    """Run `paths` into a temporary folder, then cut the text that was read with `jieba.lcut`.

    Raises:
        UsageError: nothing could be read.
    """
    from zongjie.run import run_corpus

    with tempfile.TemporaryDirectory(prefix="zongjie-bench-") as temporary:
        out = Path(temporary) / "out"
        summary = run_corpus(paths, out, settings)
        peak = peak_memory()
        texts = _texts(out)
    if not any(texts):
        raise UsageError(
            "没有读到任何文字，无从计时。请给出有正文的文件。", "no text was read; give files that hold some."
        )
    stages = tuple(Speed(name, seconds, name not in APART) for name, seconds in summary.seconds_by_stage.items())
    return Benchmark(sum(map(len, texts)), stages, jieba_seconds(texts), peak)


def jieba_seconds(texts: Sequence[str]) -> float:
    """Wall time of `jieba.lcut` over the texts, its dictionary loaded beforehand."""
    import jieba

    jieba.setLogLevel("WARNING")
    jieba.initialize()
    start = perf_counter()
    for text in texts:
        jieba.lcut(text)
    return perf_counter() - start


def peak_memory() -> int | None:
    """The largest resident size of this process so far, in bytes; None where the system does not tell."""
    if sys.platform == "win32":
        return _peak_windows()
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _peak_windows() -> int | None:
    """`PeakWorkingSetSize` of `GetProcessMemoryInfo` (psapi, in kernel32 since Windows 7)."""
    if sys.platform == "win32":
        import ctypes
        from ctypes import wintypes

        class Counters(ctypes.Structure):
            _fields_ = [
                ("cb", wintypes.DWORD),
                ("PageFaultCount", wintypes.DWORD),
                *((f"size{i}", ctypes.c_size_t) for i in range(8)),
            ]

        counters = Counters(cb=ctypes.sizeof(Counters))
        kernel = ctypes.WinDLL("kernel32")
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        ask = kernel.K32GetProcessMemoryInfo
        ask.argtypes = [wintypes.HANDLE, ctypes.POINTER(Counters), wintypes.DWORD]
        if ask(kernel.GetCurrentProcess(), ctypes.byref(counters), counters.cb):
            return int(counters.size0)  # the first size of the structure is PeakWorkingSetSize
    return None


def _texts(out: Path) -> list[str]:
    import pandas as pd

    return [str(text) for text in pd.read_parquet(out / "tables" / "texts.parquet")["text"].dropna()]


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
