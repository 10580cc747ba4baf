"""The web edition: pages out of one document."""
