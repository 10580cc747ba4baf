"""Merging notebooks: by cell, each by the rules of its language; the result is always a valid notebook."""
