"""Citations, bibliographies and the style in which they are printed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from forum.explanations.explanation import Explanation, doubtful, notable, wrong

CODES: Mapping[str, Explanation] = MappingProxyType(
    {
        "citation-unknown": wrong(
            "The text cites a key that no bibliography of the paper or the report has. "
            "A mark is printed in its place, and the claim stands without a source.",
            "Correct the key, or add the reference to `recommendations/references.bib` "
            "or to `references.bib` beside the paper.",
        ),
        "citation-key-duplicate": wrong(
            "Two entries of one bibliography have the same key. The first is used, which may be the wrong work.",
            "Give one of them another key, or delete it if they are the same work.",
        ),
        "bib-unbalanced": wrong(
            "In an entry of a `.bib` file a `{` lacks its `}`, or the other way round. "
            "The entry is left out, so that the others can be read.",
            "Count the braces of that entry; those inside the values count too.",
        ),
        "bib-too-large": wrong(
            "A file is larger than any bibliography, and is left out. What cites it is marked.",
            "Look whether it is one; split it, or leave out what nothing cites.",
        ),
        "bib-unreadable": wrong(
            "An entry of a bibliography, or all of it, is not in the form that it should have, and is left out. "
            "What cites it is marked.",
            "Export it again from your reference manager, as BibLaTeX or CSL JSON.",
        ),
        "citeproc-failed": wrong(
            "The program that prints citations and references stopped, so the report has citations as they are written "
            "and no list of references. Mostly the citation style is broken.",
            "Set `csl` in `forum.toml` to a style that comes with the program, or get yours again from "
            "https://www.zotero.org/styles.",
        ),
        "style-missing": doubtful(
            "The citation style that `forum.toml` names is not in the workspace. Author and date are printed instead.",
            "Put the `.csl` file there, or name one that comes with the program, as in `templates/csl/numeric.csl`.",
        ),
        "style-slow": notable(
            "The citation style takes long at the report's size, each time that a citation or a text changes.",
            "Name a faster style in `[report] csl` while you write, such as `templates/csl/author-date.csl`.",
        ),
    }
)
