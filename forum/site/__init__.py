"""The web edition: pages out of one document."""

from forum.site.write import write_site

__all__ = ["write_site"]
