"""The manifest, the people and partners, and where papers lie."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from forum.explanations.explanation import Explanation, doubtful, stop, wrong

CODES: Mapping[str, Explanation] = MappingProxyType(
    {
        "requires-invalid": wrong(
            "`requires` in `forum.toml` is no range of versions. Whether this program is recent enough is not checked.",
            'Write it as in `requires = ">=0.1"`.',
        ),
        "workspace-unusable": stop(
            "After a merge the workspace could not be used at all: it would have no paper, or ask for another program.",
            "Look at what the contribution takes out. It is set aside until you accept or return it.",
        ),
        "id-shape": wrong(
            "An id or the name of a paper's folder has spaces or signs in it. "
            "It becomes part of web addresses and links, which would break.",
            "Use letters and digits of any script, joined by - or a dot.",
        ),
        "id-duplicate": wrong(
            "Two partners, themes, milestones, persons or comments of a review have one id, or two things in the "
            "report do. "
            "What refers to the id could mean either.",
            "Give one of them another id, and correct what refers to it.",
        ),
        "orcid-shape": wrong(
            "An ORCID iD is not of the form `0000-0002-1825-0097`, so it leads to nobody.",
            "Copy the iD from the person's ORCID page.",
        ),
        "orcid-checksum": wrong(
            "The last character of an ORCID iD does not fit the others: a digit is mistyped. "
            "The iD names nobody, or somebody else.",
            "Copy the iD from the person's ORCID page.",
        ),
        "ror-shape": wrong(
            "A ROR identifier, which names an institution, is not of the form `02e2c7k09`.",
            "Look the institution up at ror.org and copy the last part of its address.",
        ),
        "ror-checksum": wrong(
            "The last two digits of a ROR identifier do not fit the others: a character is mistyped. "
            "It names no institution, or another one.",
            "Look the institution up at ror.org and copy the last part of its address.",
        ),
        "country-code": wrong(
            "A country is not written as two capitals of ISO 3166; the United Kingdom is GB there.",
            "Write the code, as in NL.",
        ),
        "language-code": wrong(
            "A language is not written as a code. It decides on hyphenation, on quotation marks "
            "and on how a screen reader speaks.",
            "Write two or three letters, as in en or nl.",
        ),
        "partner-unknown": wrong(
            "A person, or `lead` in `forum.toml`, names a partner that `forum.toml` does not have. "
            "The institution's name cannot be printed.",
            "Correct the name, or add the partner: `forum new partner`.",
        ),
        "person-unknown": wrong(
            "A paper names an author or editor who is not in `recommendations/people.yaml`. "
            "The bare id is printed instead of a name.",
            "Correct the id, or add the person: `forum new person`.",
        ),
        "theme-unknown": wrong(
            "A paper names a theme that `forum.toml` does not have. It is printed after the themes that are known.",
            "Correct the name, or add the theme to `forum.toml`.",
        ),
        "subtheme-unknown": wrong(
            "A paper names a subtheme that its theme does not have in `forum.toml`.",
            "Correct the name, or add it to the subthemes of that theme.",
        ),
        "paper-unknown": wrong(
            "The order of papers in `forum.toml` names one that is not there.",
            "Correct the name: it is that of the paper's folder. Or remove it from the list.",
        ),
        "highlight-unknown": wrong(
            "The highlights in `forum.toml` name a recommendation that no paper has, so one is missing on that page.",
            "Correct the id, or remove it from the list.",
        ),
        "highlights-too-many": wrong(
            "More than ten highlights are listed. The page after the cover holds ten.",
            "Remove some from `highlights` in `forum.toml`.",
        ),
        "paper-slug-duplicate": stop(
            "Two papers have one name: a folder holds both a `paper.md` and a `paper.ipynb`, "
            "or two folders differ only in capitals. Links could mean either.",
            "Rename or remove one of them.",
        ),
        "slug-reserved": wrong(
            "A paper has the name of a part of the report, such as `summary` or `references`, "
            "so that links could mean either.",
            "Give the paper another name: `forum rename OLD NEW`.",
        ),
        "paper-misplaced": doubtful(
            "A text or notebook lies directly among the folders of the papers. It is not read, "
            "and is missing from the report.",
            "Move it into a folder of its own, as `SLUG/paper.md` or `SLUG/paper.ipynb`.",
        ),
        "paper-missing": doubtful(
            "A folder among the papers has neither a `paper.md` nor a `paper.ipynb`, and is not read. "
            "Perhaps the paper in it has another file name.",
            "Name the paper so, or remove the folder.",
        ),
    }
)
