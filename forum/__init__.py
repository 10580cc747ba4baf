"""The workspace of a forum of experts: papers, recommendations, one report."""

__version__ = "0.1.0"
