"""Papers as Word files: what cannot go out, and what cannot be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from forum.explanations.explanation import Explanation, doubtful

CODES: Mapping[str, Explanation] = MappingProxyType(
    {
        "word-equations-lost": doubtful(
            "A Word file came back without any of its equations: the program that saved it cannot draw them. "
            "The equations of the paper are kept.",
            "If somebody edited an equation, ask for the file as Word saves it.",
        ),
        "word-fixed-edited": doubtful(
            "Somebody edited a line of a packed Word file that is not to be edited there: the authors, the "
            "strength of a recommendation, a computed table, the list of references. It stays as it was.",
            "If the edit is wanted, make it in the paper's source or in the notebook.",
        ),
        "word-lossy": doubtful(
            "The paper holds something that does not survive a Word file. It would come back changed although "
            "nobody edits it.",
            "Compare it with the base when it comes back, or pack it as a zip.",
        ),
        "word-picture-new": doubtful(
            "A picture was put into a Word file. Pictures are not taken from there: nobody knows what they show, "
            "and a figure of the forum has a source.",
            "Ask for the picture as a file and for its description, and add it to the paper.",
        ),
        "word-text-box": doubtful(
            "A text box was put into a Word file. It stands beside the text, and has no place in it.",
            "Put its words into the text, or ask its author to.",
        ),
        "word-unsure": doubtful(
            "What came back from Word was put into the paper, and reads otherwise there: its edit and the way in "
            "which the source spells it do not fit together.",
            "Compare the paragraph with the Word file before you accept the contribution.",
        ),
        "word-notebook": doubtful(
            "A paper that is a notebook has no form as a Word file that could come back.",
            "Pack it as a zip: `forum pack NAME --to zip`.",
        ),
    }
)
