"""Recommendations through time and in proposals: what each said, and what some would have it say. Pure."""
