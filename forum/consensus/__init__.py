"""Deliberation, pure: from what partners think of a recommendation to whether it is agreed."""
