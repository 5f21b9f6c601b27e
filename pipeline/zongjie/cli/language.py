"""Chooses the language of messages: what the user asks for, else what the system speaks."""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Mapping, Sequence

LANGUAGES = ("zh", "en")
VARIABLES = ("ZONGJIE_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
"""Asked in this order, as POSIX does; the first that is set decides."""
WINDOWS_CHINESE = 0x04
"""Primary language id of Chinese in a Windows language id."""


def choose(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> str:
    """`zh` or `en`: `--lang` of the command line, then the environment, then the system, else English."""
    asked = asked_for(arguments)
    if asked in LANGUAGES:
        return str(asked)
    for name in VARIABLES:
        if value := environment.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return system_language()


def asked_for(arguments: Sequence[str]) -> str | None:
    """The value of the last `--lang` before `--`, whatever it is."""
    found = None
    words = list(arguments[: arguments.index("--")] if "--" in arguments else arguments)
    for at, word in enumerate(words):
        if word == "--lang" and at + 1 < len(words):
            found = words[at + 1]
        elif word.startswith("--lang="):
            found = word.removeprefix("--lang=")
    return found


def system_language() -> str:
    """The language of Windows' own screens, or of the locale elsewhere."""
    if sys.platform == "win32":
        import ctypes

        return "zh" if ctypes.WinDLL("kernel32").GetUserDefaultUILanguage() & 0x3FF == WINDOWS_CHINESE else "en"
    return "zh" if (locale.getlocale()[0] or "").startswith("zh") else "en"
