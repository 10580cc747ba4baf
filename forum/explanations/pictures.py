"""Pictures, and what cannot be printed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from forum.explanations.explanation import Explanation, doubtful, wrong

CODES: Mapping[str, Explanation] = MappingProxyType(
    {
        "image-missing": wrong(
            "The picture is not where the paper says. A mark is printed in its place.",
            "Put the file into the paper's folder `figures/`, or correct its name; capitals matter.",
        ),
        "image-remote": wrong(
            "The picture is on the web, and is not fetched: it could change or vanish after the report is agreed.",
            "Put a copy into the paper's folder `figures/`, if its licence allows that.",
        ),
        "image-outside": wrong(
            "The picture lies outside the workspace, where no other partner has it, and is not read.",
            "Put a copy into the paper's folder `figures/`.",
        ),
        "image-unreadable": wrong(
            "The computer refuses to open the picture, or its name cannot be a file's. A mark is printed in its place.",
            "Look at its permissions and its name.",
        ),
        "image-unknown": wrong(
            "The file is no PNG, JPEG or SVG, whatever its name says. A mark is printed in its place.",
            "Save the picture as SVG, PNG or JPEG.",
        ),
        "image-broken": wrong(
            "The picture is damaged or uses what print does not allow, such as another file inside an SVG. "
            "The PDF shows a crossed frame.",
            "Save it again as PNG, JPEG or plain SVG.",
        ),
        "alt-missing": doubtful(
            "A figure has no alternative text, so those who cannot see it learn nothing of it. "
            "Its caption or file name is read aloud instead.",
            'Add `{alt="…"}` after the picture, or `#| fig-alt: …` to the cell: what the figure shows.',
        ),
        "picture-bitmap": doubtful(
            "Word cannot show this kind of picture, and there is no PNG or JPEG beside it. "
            "The DOCX prints its description.",
            "Save the picture as PNG too, under the same name.",
        ),
        "glyph-missing": wrong(
            "None of the report's fonts has this character. Its number is printed, as in `U+1F600`.",
            "Write it in other letters, or put a font that has it into `templates/fonts`.",
        ),
        "math-unreadable": wrong(
            "A formula uses TeX that cannot be converted, and is printed as TeX.",
            "Write it without macros or packages of your own.",
        ),
    }
)
