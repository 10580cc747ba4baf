"""What a release says of itself, and what keeps one back."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """Why nothing is released, or what to think of before it is; and what to do."""

    what: str
    remedy: str


@dataclass(frozen=True)
class Author:
    """Who wrote a paper of the report: a person, or a group of persons."""

    name: str
    orcid: str = ""
    affiliation: str = ""
    group: bool = False

    @property
    def _words(self) -> list[str]:
        """The words of the name, without what stands in brackets behind it."""
        return self.name.partition(" (")[0].split()

    @property
    def family(self) -> str:
        """The family name: the last word, with the particles before it left out."""
        return self._words[-1] if self._words else ""

    @property
    def particle(self) -> str:
        """What stands between given and family name, as in ``Jan van der Berg``."""
        words = self._words[1:-1]
        small = len(words)
        while small and words[small - 1][:1].islower():
            small -= 1
        return " ".join(words[small:])

    @property
    def given(self) -> str:
        """The given names."""
        words = self._words[:-1]
        return " ".join(words[: len(words) - len(self.particle.split())])


@dataclass(frozen=True)
class Release:
    """A report that is released: what catalogues ask of it."""

    version: str
    title: str
    date: datetime.date
    commit: str
    authors: tuple[Author, ...]
    language: str = "en"
    notice: str = ""
    license: str = ""
    address: str = ""
    keywords: tuple[str, ...] = ()
