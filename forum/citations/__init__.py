"""References and citations, pure."""
