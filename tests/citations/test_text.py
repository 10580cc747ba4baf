"""Checks of how a text cites, on Markdown as pandoc reads it."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from forum.citations import check_locators, check_text
from forum.citations.check_text import Citing
from forum.citations.checks import collect
from forum.citations.records import Source, names_in
from forum.documents.manuscript import interpret
from forum.documents.places import Places
from forum.model import Text
from forum.tools.pandoc import read

CHECKS = (*check_text.CHECKS, *check_locators.CHECKS)
BIB = """\
@article{doe, author = {Doe, Jane}, title = {T}, journaltitle = {J}, year = 2020, pages = {1--9}}
@article{far, author = {Moe, May}, title = {F}, journaltitle = {J}, year = 2019, pages = {331--89}}
@online{web, author = {Roe, Rick}, title = {W}, year = 2021}
@online{pre, author = {Poe, Ann}, title = {P}, eprint = {1706.04599}, eprinttype = {arxiv}, year = 2017}
@report{doubt, title = {D}, note = {From memory; not verified.}}
@standard{old, title = {ISO 1}, relation = {superseded-by new}}
@standard{new, title = {ISO 1}}
@misc{concern, title = {C}, note = {Seen at the publisher's site.}}
"""


def told(markdown, authors=()):
    places = Places((Text(PurePosixPath("paper.md"), markdown),))
    manuscript = interpret(read(markdown), places, "en")
    known = {one.key: one for one in collect(iter([Source(PurePosixPath("r.bib"), BIB)])).records}
    cited = {key: known[key] for key in manuscript.cited if key in known}
    authored = {
        (name.family.casefold(), str(record.year)): key
        for key, record in known.items()
        for name in names_in(record.get("author", "editor"))
    }
    document = Citing(manuscript, cited, lambda *name: authored.get(name, ""), frozenset(authors))
    return [(one.code, one.span.line, one.span.column) for check in CHECKS for one in check(document)]


def recommendation(evidence):
    return f"::: {{#rec-a .recommendation}}\nStates should.\n\n::: evidence\n{evidence}\n:::\n:::\n"


WRONG = {
    "a label without a number": ("So [@doe, p.] it is.\n", ("locator-missing", 1, 5)),
    "a label with question marks": ("So [@doe, pp. ??] it is.\n", ("locator-missing", 1, 5)),
    "a page that the article does not have": ("So [@doe, p. 12] it is.\n", ("locator-outside", 1, 5)),
    "a bare number is a page": ("So [@doe, 12] it is.\n", ("locator-outside", 1, 5)),
    "a page of the file": ("So @far [p. 7] says; @doe [p. 3].\n", ("locator-outside", 1, 4)),
    "a range that ends behind it": ("So [see @far, pp. 380-412].\n", ("locator-outside", 1, 9)),
    "a footnote without text": ("One.[^a]\n\nTwo.\n", ("footnote-undefined", 1, 5)),
    "a footnote without mark": ("One.\n\n[^a]: Two.\n", ("footnote-unused", 3, 1)),
    "question marks": ("As was shown (???).\n", ("text-placeholder", 1, 15)),
    "a reminder": ("One [citation needed].\n", ("text-placeholder", 1, 5)),
    "to do": ("# TODO write this\n", ("text-placeholder", 1, 3)),
    "et al. typed": ("As Smith et al. (2020) show.\n", ("citation-typed", 1, 4)),
    "et al. typed in brackets": ("As shown (Smith et al., 2020).\n", ("citation-typed", 1, 11)),
    "a known author typed": ("As shown (Doe, 2020).\n", ("citation-typed", 1, 11)),
    "a known author typed in the text": ("As Doe (2020) shows.\n", ("citation-typed", 1, 4)),
    "after the full stop": ("It is so. [@doe]\n", ("citation-after-stop", 1, 12)),
    "after the full stop, another sentence": ("It is so. [@doe, p. 3] It is.\n", ("citation-after-stop", 1, 12)),
    "a quotation without page": (
        "“States should cap the number of platforms” [@doe].\n",
        ("quotation-locator", 1, 46),
    ),
    "a quotation in straight marks": (
        '"States should cap the number of *many* platforms" [@doe]\n',
        ("quotation-locator", 1, 53),
    ),
    "what nobody confirmed": ("It is so [@doubt].\n", ("citation-unconfirmed", 1, 11)),
    "what was superseded": ("It is so [@old].\n", ("work-superseded", 1, 11)),
    "only preprints": (recommendation("[@pre]"), ("evidence-preprints", 1, 6)),
}


@pytest.mark.parametrize(("markdown", "problem"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_in_its_place(markdown, problem):
    assert told(markdown) == [problem]


def test_evidence_by_the_authors_alone_is_told():
    assert told(recommendation("[@doe]"), {"doe"}) == [("evidence-own", 1, 6)]
    assert told(recommendation("[@doe; @web]"), {"doe"}) == []


RIGHT = {
    "pages of the work": "So [@doe, p. 9; @far, pp. 331-389, 340] and @far [388] and [@doe, 3].\n",
    "locators that are no pages": "So [@doe, ch. 12; @doe, sec. 40; @doe, p. xii; @doe, fig. 3] it is.\n",
    "words behind a citation": "So [@doe, on 12 States; @doe, 12 States] it is.\n",
    "pages of what has none": "So [@web, p. 400; @concern, p. 12] it is.\n",
    "footnotes": "One.[^a] Two.^[Three.]\n\n[^a]: Four.\n",
    "a footnote in code": "Write `[^a]` for it.\n",
    "a power in a formula": "As $x[^2]$ and `TODO` and `???` and $a_{???}$.\n",
    "one question": "Is it so? Who says? [@doe] says so.\n",
    "places and years": "In Geneva (1949), in the treaty (Vienna, 1969), REAIM (2023) and (May, 2020).\n",
    "an unknown author": "In Jones (2020) it is not.\n",
    "a known author in another year": "Doe (2019) and Roe (2020).\n",
    "cited well": "It is so [@doe]. @doe says so. See [-@doe]. So does [@doe, p. 3; see @web].\n",
    "after an abbreviation": "It is so, cf. [@doe]. See e.g. [@doe]. As in art. [@doe]\n\nSee Jones et al. [@doe]\n",
    "in the text after a stop": "It is so. @doe says so.\n",
    "a bracket that begins a sentence": "It is so. [@doe] says so.\n",
    "a citation alone": "[@doe]\n",
    "a quotation with its page": "“States should cap the number of platforms” [@doe, p. 3].\n",
    "a quotation from a web page": "“States should cap the number of platforms” [@web].\n",
    "a title in quotation marks": "The “call to action” [@doe] is one.\n",
    "the old and the new": "The old [@old] and the new [@new].\n",
    "seen": "It is so [@concern].\n",
    "preprints and more": recommendation("[@pre; @doe]"),
    "preprints and a figure": recommendation("@fig-a; [@pre]"),
    "preprints and a result": recommendation("[38%](/notebooks/a.ipynb#b), [@pre]"),
    "an unknown key": recommendation("[@nobody]"),
    "years in a table": "| Doe | 2020 |\n| --- | --- |\n| Roe | 2021 |\n",
}


@pytest.mark.parametrize("markdown", RIGHT.values(), ids=RIGHT)
def test_what_is_right_is_left_alone(markdown):
    assert told(markdown, {"kay"}) == []
