"""Three-way merging of papers, notebooks, bibliographies and data: pure, a conflict is a value."""

from forum.merging.kinds import kind_of
from forum.merging.merging import encoded, merge
from forum.merging.values import Conflict, Kind, Merged, Unusable

__all__ = ["Conflict", "Kind", "Merged", "Unusable", "encoded", "kind_of", "merge"]
