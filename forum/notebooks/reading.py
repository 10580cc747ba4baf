"""Notebooks read from the disk; what they mean is for ``forum.documents.notebooks``."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from forum.diagnostics import Outcome, Span, fatal
from forum.documents.notebooks import parse_notebook
from forum.model import Notebook, ParameterFile, Spans


def read_notebook(
    path: Path,
    relative: PurePosixPath,
    parameters: ParameterFile | None = None,
    parameter_spans: Spans | None = None,
) -> Outcome[Notebook | None]:
    """Return the notebook at ``path``, or None with the problem that stops it."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        problem = fatal("notebook-not-json", "the notebook is not UTF-8", Span(relative), "save it again as UTF-8")
        return Outcome(None, (problem,))
    except OSError as unread:
        problem = fatal("file-unreadable", f"the notebook cannot be read: {unread.strerror}", Span(relative))
        return Outcome(None, (problem,))
    return parse_notebook(text, relative, parameters, parameter_spans)
