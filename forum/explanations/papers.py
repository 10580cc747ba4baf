"""The text of papers: front matter, blocks, headings, links, cross-references."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from forum.explanations.explanation import Explanation, doubtful, stop, wrong

CODES: Mapping[str, Explanation] = MappingProxyType(
    {
        "front-matter-missing": stop(
            "A paper does not begin with its front matter, the title, authors and theme between two lines of `---`, "
            "or the second line is missing. Without it nobody knows whose paper it is.",
            "Add what is missing at the top; `forum new paper` writes an example.",
        ),
        "authors-missing": doubtful(
            "The list of authors is empty, so the report credits nobody for the paper.",
            "Add the authors to the front matter, each by an id of `recommendations/people.yaml`.",
        ),
        "author-duplicate": wrong(
            "A person stands twice among the authors of one paper, and would be credited twice.",
            "Keep one entry, with all of the person's roles.",
        ),
        "unreadable": wrong(
            "Pandoc, which reads the Markdown, cannot make anything of the text, so it is missing from the report.",
            "Look at what the message names. If nothing is wrong there, halve the text until the place is found.",
        ),
        "div-not-opened": wrong(
            "A line of `:::` that should begin or end a block stands inside a paragraph, or ends nothing. "
            "It is printed as text, and a recommendation that it was to open does not exist.",
            "Put an empty line before it, or remove it if it is left over.",
        ),
        "heading-empty": doubtful(
            "A heading has no text. It is left out: in the contents it would be an empty line.",
            "Write the heading, or remove its `#`.",
        ),
        "heading-skipped": doubtful(
            "A heading skips a level: it has `###` where `##` comes next. It is printed a level higher, "
            "as readers who go from heading to heading would miss the one between.",
            "Use the number of `#` that the message names.",
        ),
        "raw-dropped": doubtful(
            "HTML, LaTeX or the like stands in the text and is left out. It would work in one format only, "
            "and could carry code into the report.",
            "Say it in Markdown.",
        ),
        "attribute-dropped": doubtful(
            "An attribute in braces, as in `{color=red}`, is not one that the report knows, and is left out.",
            "Remove it, or correct its name; the message lists those that may stand there.",
        ),
        "link-scheme": doubtful(
            "A link or picture leads to an address of a kind that may do harm or that only one computer has, "
            "such as `javascript:` or `file:`. Its text stays, the link does not.",
            "Use an address that starts with https, http or mailto, or a path inside the workspace.",
        ),
        "link-unknown": doubtful(
            "A link to a place in the same paper leads nowhere: nothing there has that id. Its text stays.",
            "Give the heading the id, as in `# Method {#method}`, or correct the link.",
        ),
        "link-relative": doubtful(
            "A link leads to a file that is no part of the report, so readers could not follow it. Its text stays.",
            "Link to another paper's `paper.md`, to a labelled cell of a notebook, or to a web address.",
        ),
        "link-broken": wrong(
            "A link inside the report leads to a place that is not there, often in a paper that was left out. "
            "The PDF prints its text, marked.",
            "Correct the link, or include what it leads to.",
        ),
        "crossref-unknown": wrong(
            "A reference such as `@fig-map` or `@rec-cap` names a figure, table, section, equation or recommendation "
            "that is not there. A mark is printed in its place.",
            "Correct the name, or give the figure that id. What another paper has is reached by a link, "
            "but for recommendations.",
        ),
        "identifier-duplicate": wrong(
            "One id is given twice in a paper. References lead to the first; the second has none.",
            "Give the second another id.",
        ),
        "language-unknown": doubtful(
            "The language of a passage is not written as a code. "
            "It is hyphenated and read aloud as if it were in the language around it.",
            "Write `lang=nl`, `lang=fr` and so on.",
        ),
    }
)
