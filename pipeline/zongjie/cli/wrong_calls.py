"""What is wrong with a command line that typer could not parse, in the user's language."""

from __future__ import annotations

import re
from typing import cast

import typer

from zongjie.cli.terminal import Terminal
from zongjie.errors import Message

WrongCall = cast("type[Exception]", typer.BadParameter.__mro__[1])
"""The root of typer's errors of parsing, which it does not export."""

CHINESE = (
    (r"Missing (?:option|argument|parameter) (.+)\.", "缺少 {0}。"),
    (r"Missing command\.", "缺少命令。"),
    (r"No such option: (\S+) \(Possible options: (.+)\)", "没有选项 {0}，相近的有 {1}。"),
    (r"No such option: (\S+) Did you mean (.+)\?", "没有选项 {0}，相近的有 {1}。"),
    (r"No such option: (\S+)", "没有选项 {0}。"),
    (r"No such command (.+)\. Did you mean (.+)\?", "没有命令 {0}，相近的有 {1}。"),
    (r"No such command (.+)\.", "没有命令 {0}。"),
    (r"Option (.+) requires an argument\.", "选项 {0} 后面要有一个值。"),
    (r"Option (.+) does not take a value\.", "选项 {0} 不带值。"),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.+)\)", "多出了 {0}；有空格的路径要加引号。"),
    (r"Invalid value for (.+?): .*(?:greater than or equal to|>=) ?(\S+?)\.?", "{0} 不能小于 {1}。"),
    (r"Invalid value for (.+?): .*(?:less than or equal to|<=) ?(\S+?)\.?", "{0} 不能大于 {1}。"),
    (r"Invalid value for (.+?): .*\binteger\b.*", "{0} 要一个整数。"),
    (r"Invalid value for (.+?): .*\b(?:number|float)\b.*", "{0} 要一个数。"),
    (r"Invalid value for (.+?): (?:.*, )?(\S+) is not one of (.+)\.", "{0} 不能是 {1}，只能是 {2}。"),
    (r"Invalid value for (.+?): (.+)", "{0} 的值不对：{1}"),
)
"""What typer says and the same in Chinese; the first that fits holds, and what none fits stays English."""


def tell(terminal: Terminal, fault: Exception, command: str) -> None:
    """Say how the line is written, what is wrong with it, and where examples are."""
    context = getattr(fault, "ctx", None)
    said = re.sub(r"\s+", " ", str(fault.format_message()).replace("Value error, ", ""))  # type: ignore[attr-defined]
    if context is not None and said:
        terminal.fault_line(context.get_usage().replace("Usage:", terminal.say(Message("用法：", "Usage:"))))
    line = f"zongjie {command}".rstrip() if context is None else context.command_path
    line = f"{line} --help"
    examples = Message(f"说明和例子：{line}", f"All options and examples: {line}")
    for message in (Message(chinese(said), said), examples):
        if said:  # nothing is said where typer has just shown the help of a group of commands
            terminal.fault(message)


def chinese(said: str) -> str:
    """What typer says in English, in Chinese."""
    for pattern, words in CHINESE:
        if found := re.fullmatch(pattern, said):
            return words.format(*found.groups())
    return said
