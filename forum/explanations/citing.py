"""What names what in bibliographies and texts, works that are there twice, and how a text cites."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from forum.explanations.explanation import Explanation, doubtful, notable, wrong

_KEYS = {
    "citation-misread": wrong(
        "Pandoc ends a key at a bracket, a comma or a space, so that it read only a part of this one. "
        "What it read names nothing.",
        "Put the key or identifier in braces, as in `@{doi:10.1000/a(b)c}`.",
    ),
    "citation-key-case": doubtful(
        "Two keys differ only in capitals. People and BibTeX mistake one for the other.",
        "Rename one of them with `forum rename`.",
    ),
    "citation-key-conflict": doubtful(
        "Two files give one key with different contents. The first file counts, and the other entry cannot be cited.",
        "Give one of them another key, or delete it.",
    ),
    "citation-key-shadowed": notable(
        "A paper's own file and the shared one have the same key with different contents. The paper uses its own.",
        "Delete the paper's entry if it is the same work; else give it a key of its own.",
    ),
    "citation-entry-repeated": notable(
        "An entry stands twice in one file, with the same contents.",
        "Delete one of them.",
    ),
    "citation-key-braces": notable(
        "The key has a character at which pandoc ends a key, so it can be cited in braces only.",
        "Write `@{key(2020)}`, or choose another key.",
    ),
    "citation-unused": notable(
        "No text cites this reference, so it is not printed.",
        "Cite it or delete it; or switch this note off in forum.toml.",
    ),
    "citation-commented": notable(
        "The only citation of this reference stands in a comment, so it is not printed.",
        "Take the citation out of the comment, or delete the reference.",
    ),
    "crossref-dangling": wrong(
        "An entry takes fields from another one that is not there, so they are not printed.",
        "Correct the key in `crossref` or `xdata`, or add that entry.",
    ),
    "crossref-circle": wrong(
        "An entry takes fields from itself, directly or by way of others. "
        "It is left out, because pandoc would never come to an end.",
        "Delete `crossref` or `xdata` in one of the entries.",
    ),
    "bib-string-undefined": wrong(
        "A value is a name without braces that no `@string` defines. The name itself is printed.",
        "Put the value in braces, or define the abbreviation.",
    ),
    "bib-string-unused": notable("Nothing uses this `@string`.", "Delete it."),
    "bib-syntax": doubtful(
        "An entry has a slip, such as a missing comma. It is read all the same, perhaps not as you meant it.",
        "Look at the place; most often a comma or an equals sign is missing.",
    ),
    "relation-dangling": doubtful(
        "The `relation` of a record names a reference that is not there.",
        "Correct the key, or name the work in words.",
    ),
    "retractions-unreadable": doubtful(
        "The local list of retracted works is damaged, so nothing was held against it.",
        "Import it again with `forum retractions import`.",
    ),
}
_WORKS = {
    "work-duplicate": wrong(
        "Two keys have the same identifier and the same title: one work is printed as two and counts twice.",
        "Keep one of them, and cite its key everywhere: `forum rename` changes it in all papers.",
    ),
    "work-alike": doubtful(
        "Two references agree in title, names, year and place so far that they seem to be one work.",
        "Keep one of them; or give what tells them apart, such as volume, edition or DOI.",
    ),
    "identifier-shared": doubtful(
        "Two works with different titles have the same identifier; one of the two has it wrongly.",
        "Look the identifier up, and correct the wrong one.",
    ),
    "preprint-published": doubtful(
        "A preprint and its published version are both references, so that one work counts twice.",
        "Cite the published version.",
    ),
    "work-retracted": wrong(
        "The list of Retraction Watch says that this work was retracted.",
        "Cite another work. If you speak of the retraction, say it in the `note` of the record.",
    ),
    "work-concern": doubtful(
        "The publisher expressed concern about this work.",
        "Read the notice. If you keep the work, say it in the `note` of the record.",
    ),
    "work-superseded": doubtful(
        "The record says that another text took the place of this one, by its field `relation`.",
        "Cite the newer text; or both, where you speak of the change.",
    ),
    "field-lost": wrong(
        "A title or a list of names has a command that pandoc cannot read, and is not printed at all.",
        "Write it without commands of LaTeX; accents and simple formatting are fine.",
    ),
}
_TEXT = {
    "citation-after-stop": doubtful(
        "A citation in brackets stands after the full stop, so that it belongs to no sentence.",
        "Put it before the full stop.",
    ),
    "citation-typed": doubtful(
        "A citation is typed by hand. It is no link, is not renumbered, and may not be in the list of references.",
        "Write `@key` or `[@key]` instead.",
    ),
    "citation-unconfirmed": doubtful(
        "A work is cited although its record says that nobody confirmed it.",
        "Hold the record against the source, then delete the remark from its `note`.",
    ),
    "footnote-undefined": wrong(
        "A footnote's mark has no text, and is printed as it stands.",
        "Add a line `[^name]: The text.` after the paragraph.",
    ),
    "footnote-unused": doubtful(
        "Nothing refers to a footnote's text, so it is not printed.",
        "Put its mark `[^name]` where the note belongs, or delete the text.",
    ),
    "text-placeholder": doubtful(
        "Something is still to be filled in here, and would be printed as it stands.",
        "Fill it in, or delete it.",
    ),
    "claim-differs": wrong(
        "One fact is given with two values, as of the same day: `[57]{.claim of=call-endorsers as-of=2023-02-16}` in "
        "one place, another number elsewhere. It is a warning where one of the two does not say as of when.",
        "Correct one of the two. Where both are right, of different days, say so with `as-of`.",
    ),
    "claim-malformed": doubtful(
        "A claim does not say of what it is, or its date is none, so that it cannot be compared.",
        "Write `[57]{.claim of=name-of-the-fact as-of=YYYY-MM-DD}`.",
    ),
    "locator-missing": doubtful(
        "A citation says “p.” or the like without a number, and is printed so.",
        "Write the page, as in `[@doe2020, p. 7]`, or leave it out.",
    ),
    "locator-outside": doubtful(
        "A citation names a page that the article or chapter does not have, by the `pages` of its record.",
        "Compare the citation, and the pages of the record, with the work. Pages count as in the journal or book, "
        "not as in a file.",
    ),
    "quotation-locator": doubtful(
        "A quotation from a work with pages does not say on which page it stands.",
        "Add the page, as in `[@doe2020, p. 7]`.",
    ),
    "evidence-own": doubtful(
        "Every source that supports this recommendation was written by the paper's own authors.",
        "Add a source by others, or a result; or say in the rationale why there is none.",
    ),
    "evidence-preprints": doubtful(
        "Every source that supports this recommendation is a preprint, which nobody reviewed.",
        "Add a reviewed source, or lower the certainty.",
    ),
}

CODES: Mapping[str, Explanation] = MappingProxyType({**_KEYS, **_WORKS, **_TEXT})
