"""Looks at what is installed: the packages zongjie needs, its optional parts, and the jieba dictionary."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import metadata

from packaging.requirements import Requirement

from zongjie.doctor.check import Check
from zongjie.errors import Message
from zongjie.lexicon import table

DISTRIBUTION = "zongjie"
DICTIONARY_WORDS = 300_000
"""The dictionary of jieba 0.42 has 349,046 words; one with fewer was cut short or replaced by the small one."""


def packages() -> list[Check]:
    """zongjie itself, then each package it needs: the installed version, and a fault where it is missing or too old."""
    try:
        version = metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        remedy = Message(
            "没有安装 zongjie：python -m pip install zongjie", "not installed: python -m pip install zongjie"
        )
        return [Check(DISTRIBUTION, "fail", "-", remedy)]
    needed = [r for r in requirements() if r.marker is None or r.marker.evaluate({"extra": ""})]
    return [Check(DISTRIBUTION, "ok", version), *(_package(r) for r in sorted(needed, key=lambda r: r.name.lower()))]


def optional_parts() -> list[Check]:
    """Each extra of the package: what it is for, and how to install what is missing of it."""
    purposes = {row["extra"]: Message(row["zh"], row["en"]) for row in table("doctor/parts.tsv", unique="extra")}
    try:
        extras = metadata.metadata(DISTRIBUTION).get_all("Provides-Extra") or []
    except metadata.PackageNotFoundError:
        return []
    return [_part(extra, purposes.get(extra, Message(extra, extra))) for extra in sorted(extras)]


def requirements() -> list[Requirement]:
    """What the installed metadata of zongjie says it needs, extras included."""
    return [Requirement(line) for line in metadata.requires(DISTRIBUTION) or []]


def dictionary() -> Check:
    """Whether jieba's dictionary is whole, counted in words."""
    try:
        import jieba

        with jieba.get_dict_file() as handle:
            words = sum(1 for _ in handle)
    except (ImportError, OSError) as fault:
        return Check("jieba dictionary", "fail", str(fault), _reinstall("jieba"))
    if words < DICTIONARY_WORDS:
        return Check("jieba dictionary", "fail", f"{words:,}", _reinstall("jieba"))
    return Check("jieba dictionary", "ok", f"{words:,}")


def missing(wanted: Iterable[Requirement]) -> list[Requirement]:
    """The requirements that no installed package meets."""
    return [r for r in wanted if (version := installed(r.name)) is None or not meets(r, version)]


def installed(name: str) -> str | None:
    """The installed version of a package, or None."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def meets(requirement: Requirement, version: str) -> bool:
    """Whether `version` lies within the bounds, pre-releases included."""
    return requirement.specifier.contains(version, prereleases=True)


def _package(requirement: Requirement) -> Check:
    version = installed(requirement.name)
    if version is not None and meets(requirement, version):
        return Check(requirement.name, "ok", version)
    return Check(
        requirement.name,
        "fail",
        version or "-",
        Message(f'请安装：python -m pip install "{requirement}"', f'install it: python -m pip install "{requirement}"'),
    )


def _part(extra: str, purpose: Message) -> Check:
    wanted = [r for r in requirements() if r.marker is not None and _belongs(r, extra)]
    lacking = missing(wanted)
    name = f"{DISTRIBUTION}[{extra}]"
    if not lacking:
        return Check(name, "ok", purpose.both())
    names = ", ".join(r.name for r in lacking)
    command = f'python -m pip install "{name}"'
    return Check(
        name,
        "warn",
        purpose.both(),
        Message(f"可选，缺少 {names}：{command}", f"optional, lacks {names}: {command}"),
    )


def _belongs(requirement: Requirement, extra: str) -> bool:
    marker = requirement.marker
    return marker is not None and marker.evaluate({"extra": extra}) and not marker.evaluate({"extra": ""})


def _reinstall(name: str) -> Message:
    command = f"python -m pip install --force-reinstall {name}"
    return Message(
        f"词典不全或读不出来，请重装：{command}", f"the dictionary is not whole; install it again: {command}"
    )
