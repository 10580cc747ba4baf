"""A release as values: what keeps it back, its metadata and notes; and what can be proved of a PDF. Pure."""
