"""What all drawings share: a Chinese font that is there on every machine, colours, and files with the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from zongjie.errors import UsageError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PACKAGE = "pylopdf_fonts_zh_cn"
BUNDLED = "NotoSansSC-Regular.otf"
"""Noto Sans SC (OFL), which the extra `stats` installs: taken first, so that a figure has the same bytes everywhere."""

INSTALLED = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei",
             "Microsoft YaHei", "PingFang SC", "SimHei", "Heiti SC", "SimSun", "Noto Serif CJK SC")  # fmt: skip
"""Families that are looked for where the package is missing, those of open licences first."""

SPECIMEN = "总结问题措施占比"

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#4D4D4D", "#8C6D00")
"""Colours that people with any kind of colour blindness can tell apart (Okabe & Ito 2008), without the pale yellow."""

DIVERGING = "RdBu_r"
"""Red and blue, which protanopes and deuteranopes tell apart; white in the middle."""


@lru_cache(maxsize=1)
def font_file() -> Path:
    """The file of a font with Chinese glyphs: that of the package, else one of the system.

    Raises:
        UsageError: there is none.
    """
    found = find_spec(PACKAGE)
    if found is not None and found.origin is not None and (path := Path(found.origin).parent / BUNDLED).is_file():
        return path
    from matplotlib import font_manager

    for family in INSTALLED:
        try:
            return Path(font_manager.findfont(family, fallback_to_default=False))
        except ValueError:
            continue
    raise UsageError(
        '没有找到中文字体，图里的汉字会成方框。请安装：pip install "zongjie[stats]"，或 apt install fonts-noto-cjk。',
        'no font with Chinese glyphs: figures would show boxes. Install one: pip install "zongjie[stats]", or '
        "apt install fonts-noto-cjk.",
    )


@lru_cache(maxsize=1)
def font_family() -> str:
    """The name under which matplotlib knows the font of `font_file`."""
    from matplotlib import font_manager

    path = str(font_file())
    font_manager.fontManager.addfont(path)
    return str(font_manager.FontProperties(fname=path).get_name())


@contextmanager
def style() -> Iterator[None]:
    """Drawing without a screen, with Chinese type, text as paths in SVG, and ids that do not change from run to run."""
    import matplotlib

    matplotlib.use("Agg")
    settings: dict[str, object] = {
        "font.family": [font_family(), "DejaVu Sans"],
        "font.size": 10,
        "axes.titlesize": 11,
        "axes.unicode_minus": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": "#666666",
        "axes.grid": True,
        "axes.axisbelow": True,
        "grid.color": "#E4E4E4",
        "grid.linewidth": 0.6,
        "svg.fonttype": "path",
        "svg.hashsalt": "zongjie",
        "figure.dpi": 100,
        "savefig.dpi": 200,
    }
    with matplotlib.rc_context(settings):  # type: ignore[arg-type]  # the stubs list every key as a literal
        yield


def save(figure: Figure, folder: Path, name: str) -> list[Path]:
    """Write the figure as `NAME.svg` and `NAME.png` without dates or versions in them; return the files."""
    from matplotlib import pyplot

    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.svg", folder / f"{name}.png"]
    figure.savefig(paths[0], bbox_inches="tight", metadata={"Date": None, "Creator": "zongjie"})
    figure.savefig(paths[1], bbox_inches="tight", metadata={"Software": "zongjie"})
    pyplot.close(figure)
    return paths
