"""Reads a formula when it is imported: the first one in a process builds Matplotlib's grammar of them.

The warm process imports it. The rest of a first figure takes no longer than that of a
later one. It leaves no font open: forks would read them through one shared position.
"""

from __future__ import annotations

from matplotlib import font_manager, mathtext

mathtext.MathTextParser("path").parse("$x_1$")
for _cached in (font_manager._get_font, mathtext.MathTextParser._parse_cached):  # type: ignore[attr-defined]
    _cached.cache_clear()
