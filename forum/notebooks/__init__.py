"""Notebooks: read, executed where out of date, their results stored."""
