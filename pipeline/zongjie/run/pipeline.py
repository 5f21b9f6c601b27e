"""From text to documents with findings: which stages there are, in which order, built once."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from zongjie import clean, ground, link, metadata, quantify, segment, split, structure
from zongjie.audit import stage as audit
from zongjie.config import Settings, load_settings
from zongjie.document import Document, Source
from zongjie.extract.activities import stage as activities
from zongjie.extract.metrics import stage as metrics
from zongjie.extract.problems import rules as problems
from zongjie.kpi import stage as kpi
from zongjie.run.blocks import LONGEST, Block, blocks, joined
from zongjie.stage import Stage, StageSpec, check

STAGES: tuple[StageSpec, ...] = (
    metadata.SPEC,  # title, issuer, period, region
    quantify.SPEC,  # times and quantities, before words are cut
    structure.SPEC,  # headings, section roles, sentences
    segment.SPEC,  # words and tags
    metrics.SPEC,
    activities.SPEC,
    problems.SPEC,
    link.SPEC,  # result to target, problem to measure
    audit.SPEC,  # the arithmetic that the text itself allows
    kpi.SPEC,  # the indicator of the codebooks that a metric is of
    ground.SPEC,  # every span back onto the source
)
Clock = dict[str, float]
"""Seconds of wall time by stage."""

WARMING = "工作总结\n一、2023年，举办培训班3期，培训约120人次。\n二、存在的问题：人员不足。"


@contextmanager
def timed(clock: Clock, name: str) -> Iterator[None]:
    """Add the seconds of wall time of what is inside to `clock` under `name`."""
    begun = time.perf_counter()
    try:
        yield
    finally:
        clock[name] = clock.get(name, 0.0) + time.perf_counter() - begun


@contextmanager
def uncollected() -> Iterator[None]:
    """Without looking for garbage: what is built inside all stays."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class Pipeline:
    """From text to documents with findings: `zongjie.load()(text)`.

    Stages are checked and built once; a call keeps nothing.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        """Build every stage.

        Raises:
            PipelineError: the stages do not fit together.
            UsageError: the user dictionary cannot be read.
        """
        self.settings = settings or load_settings()
        check(STAGES)
        self.clock: Clock = {}
        begun = time.perf_counter()
        with uncollected():
            stages = [(spec, spec.build(self.settings)) for spec in STAGES]
            whole = max((number for number, spec in enumerate(STAGES, 1) if spec.whole), default=0)
            self._whole, self._by_block = stages[:whole], stages[whole:]
            self(WARMING)  # dictionaries and patterns load when first used: now, not in the first document's time
        self.clock = {"startup": time.perf_counter() - begun}

    def __call__(self, text: str, name: str = "text.txt") -> list[Document]:
        """The documents of a text, with metrics, activities and problems; spans index the text as given.

        Line breaks are read as `\\n`: with `\\r\\n` in `text`, offsets count each as one character.
        """
        import hashlib

        raw = text.encode("utf-8", "surrogatepass")
        plain = text.replace("\r\n", "\n").replace("\r", "\n")
        source = Source(name, hashlib.sha256(raw).hexdigest(), len(raw), "text/plain", None, plain, "ok")
        return self.documents(source)

    def documents(self, source: Source) -> list[Document]:
        """The grounded documents of one source; none where it could not be read."""
        return list(self.each(source))

    def each(self, source: Source) -> Iterator[Document]:
        """The grounded documents of one source, one after the other: of a collection only one need be in memory."""
        for document, parts in self.in_blocks(source):
            yield joined(document, list(parts))

    def in_blocks(self, source: Source) -> Iterator[tuple[Document, Iterator[Block]]]:
        """Each document of one source with its structure, and its grounded blocks: one, or of a long document several.

        A block need not stay in memory when the next one comes.
        """
        if source.status != "ok":
            return
        with timed(self.clock, "clean"):
            cleaned = clean.clean(source.text, self.settings)
        with timed(self.clock, "split"):
            documents = list(split.split(source, cleaned, self.settings))
        del cleaned
        for document in documents:
            whole = self._through(document, [(spec.name, stage) for spec, stage in self._whole])
            yield whole, self._worked(whole)

    def _worked(self, document: Document) -> Iterator[Block]:
        many = len(document.text) > LONGEST
        stages = [
            (spec.name, spec.follow(document) if many and spec.follow is not None else stage)
            for spec, stage in self._by_block
        ]
        for block in blocks(document):
            yield replace(block, document=self._through(block.document, stages))

    def _through(self, document: Document, stages: Sequence[tuple[str, Stage]]) -> Document:
        for name, stage in stages:
            with timed(self.clock, name):
                document = stage(document)
        return document
