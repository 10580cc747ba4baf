"""The report's own files: PDF, web edition, DOCX."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from forum.explanations.explanation import Explanation, doubtful, notable, stop, wrong

CODES: Mapping[str, Explanation] = MappingProxyType(
    {
        "template-failed": wrong(
            "The workspace's own template of the PDF cannot be used, perhaps because it is older than the program. "
            "The program's own template is used instead.",
            "Compare `templates/report/` with the one that comes with the program, or remove yours.",
        ),
        "pdf-standard": wrong(
            "The PDF is made, but does not meet the standards for accessible and archivable files "
            "(PDF/UA-1 and PDF/A-3a).",
            "Mend what the message names; mostly another error of the same build tells where it is.",
        ),
        "pdf-failed": wrong(
            "Typst, which sets the PDF, could not make one. The other formats are made, and an earlier PDF stays.",
            "Mend what the message names. If it is nothing of yours, send the message to the maintainers.",
        ),
        "pdf-warning": doubtful(
            "Typst has made the PDF, and noticed something on the way.",
            "Look at what it names; a change of `templates/report/` is the usual cause.",
        ),
        "preview-stopped": stop(
            "The preview could not build the report from what the files hold at this moment: perhaps `forum.toml` is "
            "away while another branch is checked out, or a file was read while it was written. The page shows the "
            "last good state.",
            "Mend what the message names; the preview builds again as soon as a file is saved.",
        ),
        "cache-damaged": notable(
            "A file below `.forum/cache/` did not hold what had been stored in it. What it held was made anew, so that "
            "the output is right.",
            "Nothing is to be done. If it happens again, look at the disk; `forum cache clear` removes the cache.",
        ),
        "site-file": doubtful(
            "A picture or download could not be copied into the web edition, and is missing there.",
            "Build again. If it stays, look whether the file is still there.",
        ),
    }
)
