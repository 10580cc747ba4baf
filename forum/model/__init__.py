"""The frozen values that everything else speaks of: what a workspace holds.

``formats`` are the files as an author writes them, and ``forum schema`` derives JSON
Schemas from them; ``loaded`` is what the program makes of the files; ``results`` is
what notebooks compute.
"""

from forum.model.formats import (
    Authorship,
    Certainty,
    CheckSettings,
    CitationSettings,
    ConsensusSettings,
    ContributionRecord,
    ContributionSettings,
    CreditRole,
    Format,
    ForumSettings,
    Kind,
    Level,
    Manifest,
    Milestone,
    NotebookSettings,
    PaperMeta,
    ParameterFile,
    Partner,
    Person,
    ReportSettings,
    Status,
    Strength,
    Theme,
    WordCount,
)
from forum.model.loaded import Cell, Notebook, Paper, Spans, Text, Workspace
from forum.model.results import Address, Media, Result, Run, RunResult, Scalar

__all__ = [
    "Address",
    "Authorship",
    "Cell",
    "Certainty",
    "CheckSettings",
    "CitationSettings",
    "ConsensusSettings",
    "ContributionRecord",
    "ContributionSettings",
    "CreditRole",
    "Format",
    "ForumSettings",
    "Kind",
    "Level",
    "Manifest",
    "Media",
    "Milestone",
    "Notebook",
    "NotebookSettings",
    "Paper",
    "PaperMeta",
    "ParameterFile",
    "Partner",
    "Person",
    "ReportSettings",
    "Result",
    "Run",
    "RunResult",
    "Scalar",
    "Spans",
    "Status",
    "Strength",
    "Text",
    "Theme",
    "WordCount",
    "Workspace",
]
