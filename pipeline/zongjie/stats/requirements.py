"""Says which packages the statistics lack, before any work begins."""

from __future__ import annotations

from importlib.util import find_spec

from zongjie.errors import UsageError

NEEDED = ("scipy", "statsmodels", "networkx", "matplotlib")
COMMAND = 'pip install "zongjie[stats]"'


def require() -> None:
    """Check that the extra `stats` is installed.

    Raises:
        UsageError: a package is missing; the message has the command that installs it.
    """
    lacking = [name for name in NEEDED if find_spec(name) is None]
    if lacking:
        raise UsageError(
            f"统计需要 {'、'.join(lacking)}。请安装：{COMMAND}",
            f"the statistics need {', '.join(lacking)}. Install them: {COMMAND}",
        )
