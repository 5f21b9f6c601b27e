"""Errors and reasons: every one says what is wrong and what to do, in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence in both languages of the project."""

    zh: str
    en: str

    def both(self) -> str:
        """Both languages, as the tables carry them."""
        return f"{self.zh} | {self.en}"

    def say(self, lang: str) -> str:
        """The sentence in `lang`: `zh` or anything else for English."""
        return self.zh if lang == "zh" else self.en


class ZongjieError(Exception):
    """The root of every error that zongjie raises on purpose."""

    exit_code = 2

    def __init__(self, zh: str, en: str) -> None:
        self.message = Message(zh, en)
        super().__init__(self.message.both())

    def __reduce__(self) -> tuple[object, ...]:
        """Errors travel between processes."""
        return type(self), (self.message.zh, self.message.en), self.__dict__


class UsageError(ZongjieError):
    """The call itself is wrong: a missing folder, an unknown option value, a wrong setting."""


class StorageError(UsageError):
    """A place at a URL cannot be listed, read or written, though the library tried again where it could."""


class LexiconError(ZongjieError):
    """A word list or rule table is malformed; the message names file and line."""


class CodebookError(UsageError):
    """A codebook is malformed; the message names file and line."""


class PipelineError(ZongjieError):
    """The stages do not fit together: one requires what no earlier one provides."""


class EngineError(ZongjieError):
    """Workers cannot be started or reached; what they had finished is kept for the next run."""

    exit_code = 4


class DatasetError(ZongjieError):
    """An invariant of the dataset does not hold; nothing is written."""

    exit_code = 3


class UnreadableError(ZongjieError):
    """One file cannot be read. It becomes a row of `sources`; the run goes on.

    `status` is `empty` (nothing in it), `failed` (damaged, encrypted, no text) or `skipped` (a type not read).
    """

    def __init__(self, zh: str, en: str, *, status: str = "failed") -> None:
        super().__init__(zh, en)
        self.status = status


CAUSES: tuple[tuple[type[Exception], Message], ...] = (
    (FileNotFoundError, Message("没有这个文件或文件夹", "there is no such file or folder")),
    (PermissionError, Message("没有权限，或别的程序正打开着它", "no permission, or another program has it open")),
    (IsADirectoryError, Message("它是文件夹", "it is a folder")),
    (NotADirectoryError, Message("路径中有一段是文件", "a part of the path is a file")),
    (FileExistsError, Message("已有同名的文件", "a file of that name is there")),
    (UnicodeError, Message("它不是 UTF-8 编码", "it is not in UTF-8")),
)


def cause(fault: object) -> Message:
    """Why a file could not be read or written; what is not known is told in the words of the system."""
    for kind, message in CAUSES:
        if isinstance(fault, kind):
            return message
    return Message(str(fault), str(fault))
