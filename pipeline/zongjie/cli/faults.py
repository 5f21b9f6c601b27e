"""What the user reads when something fails: what happened and what to do, never a traceback unless asked for."""

from __future__ import annotations

import errno
import traceback

from zongjie.cli.terminal import Terminal
from zongjie.errors import Message, ZongjieError

USAGE, UNEXPECTED, INTERRUPTED = 2, 70, 130
"""Exit statuses of a wrong call, a fault of the program (`EX_SOFTWARE` of sysexits.h), and Ctrl-C."""

STOPPED = Message(
    "已中断。再次运行同样的命令即可接着做：已完成的部分会沿用，原有的数据集没有改动。",
    "Interrupted. Run the same command again to go on: what was finished is kept, and a former dataset is unchanged.",
)


def report(terminal: Terminal, fault: Exception) -> int:
    """Say what a fault means on standard error; the exit status that goes with it."""
    if terminal.debug:
        traceback.print_exception(fault)
    if isinstance(fault, ZongjieError):
        terminal.fault(fault.message)
        return fault.exit_code
    if isinstance(fault, OSError) and (known := of_system(fault)) is not None:
        terminal.fault(known)
        return USAGE
    terminal.fault(unexpected(fault))
    return UNEXPECTED


def of_system(fault: OSError) -> Message | None:
    """What a fault of the file system means and what to do; None where that is not known."""
    path = fault.filename
    if fault.errno == errno.ENOSPC:
        return Message(
            "磁盘已满。请腾出空间，或用 -o 换一个磁盘。",
            "the disk is full. Free some space, or choose another with -o.",
        )
    if path is None:
        return None
    if isinstance(fault, PermissionError):
        return Message(
            f"没有权限读写 {path}。如果它正在 Excel 或其他程序里打开，请先关闭；否则换一个文件夹。",
            f"no permission to read or write {path}. Close it if Excel or another program has it open, "
            "or choose another folder.",
        )
    if isinstance(fault, FileNotFoundError):
        return Message(
            f"找不到 {path}，或没有它所在的文件夹。请检查路径。",
            f"{path} does not exist, or the folder that it should be in does not. Check the path.",
        )
    if isinstance(fault, NotADirectoryError | IsADirectoryError | FileExistsError):
        return Message(
            f"{path} 应是文件夹却是文件，或相反。请换一个路径。",
            f"{path} is a file where a folder should be, or the reverse. Choose another path.",
        )
    return Message(
        f"{path}：{fault.strerror}。请检查路径和磁盘。", f"{path}: {fault.strerror}. Check the path and the disk."
    )


def unexpected(fault: Exception) -> Message:
    """A fault of the program: what to send to its developers."""
    what = f"{type(fault).__name__}: {fault}"
    return Message(
        f"程序出错：{what}。请加 --debug 再运行一次，把显示的调用栈和 zongjie doctor --json 的输出一起报告给本项目；"
        "不要附上不能公开的原文。",
        f"unexpected error: {what}. Run again with --debug and report the traceback to the project, together with the "
        "output of zongjie doctor --json; leave out text that may not be published.",
    )
