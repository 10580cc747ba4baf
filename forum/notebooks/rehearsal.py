"""Draws a figure that nobody sees when it is imported: the first one in a process takes three times as long.

The warm process imports it. It leaves fonts found and parsers built, and no font open.
"""

from __future__ import annotations

import gc
from io import BytesIO

from matplotlib import font_manager, mathtext
from matplotlib.figure import Figure


def _draw(form: str) -> None:
    figure = Figure()
    axes = figure.subplots()
    axes.plot([1, 2], label="$x^2$")
    axes.set_title("$x_1$", weight="bold")
    axes.set_xlabel("x")
    axes.legend()
    figure.savefig(BytesIO(), format=form, bbox_inches="tight")


def _forget() -> None:
    """Close the fonts: forks would read them through one shared position."""
    for cached in (font_manager._get_font, mathtext.MathTextParser._parse_cached):  # type: ignore[attr-defined]
        cached.cache_clear()
    gc.collect()


for _form in ("svg", "png"):
    _draw(_form)
_forget()
