"""Notebooks: what is out of date, running it, and the store of results."""
