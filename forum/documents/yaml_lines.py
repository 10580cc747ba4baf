"""A YAML list of plain records, read line by line: as programs and most people write it, in a small part of the time.

A record is a line ``- key: value`` with lines ``key: value`` below it, and one level more at most. Whatever is
not plainly so is left to ``yaml_trees``, which reads all of YAML; of what is read here, both say the same.

Positions are read anew by every command. Kept in the cache, what ruamel read would be as quick the second time only,
and the places of all keys, eight a position, take nearly as long to be read back as these lines do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from forum.diagnostics import Span
from forum.documents.trees import Path, Plain, Tree

# Text that begins with a letter, and has neither : nor # in it, is nothing but text in YAML.
_VALUE = r'"(?P<quoted>[^"\\]*)"|(?P<plain>\d{4}-\d\d-\d\d|v1:[0-9a-f]{64}|[^\W\d_](?:[^:#]*[^:#\s])?)'
_LINE = re.compile(rf"(?P<indent>- |  |    )(?P<key>[a-z]+(?:-[a-z]+)*):(?: +(?:{_VALUE}))? *(?: #.*)?")
_NOTHING = re.compile(r" *(?:#.*)?")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def read_records(text: str, here: Span) -> Tree | None:
    """Return what a YAML list of plain records says, as ``read_yaml`` does; None for anything else."""
    reading = _Reading({(): here})
    for number, line in enumerate(text.split("\n"), here.line):
        if not line.isprintable():
            return None
        if not _NOTHING.fullmatch(line):
            found = _LINE.fullmatch(line)
            if found is None or not reading.takes(found, Span(here.path, number, found.end("indent") + 1)):
                return None
    return Tree(reading.items, reading.spans) if reading.items and reading.is_whole() else None


@dataclass
class _Reading:
    """The records so far; ``under`` is the key of the last one whose value are the lines below it, if it is one."""

    spans: dict[Path, Span]
    items: list[dict[str, Plain]] = field(default_factory=list)
    under: str = ""

    def is_whole(self) -> bool:
        """Tell whether no value is still to come."""
        return not self.under or bool(self.items[-1][self.under])

    def takes(self, line: re.Match[str], place: Span) -> bool:
        """Take a line, and tell whether it is one of plain records."""
        indent, key, quoted, plain = line.group("indent", "key", "quoted", "plain")
        deeper = indent == "    "
        if not (self.under if deeper else self.is_whole()) or not (self.items or indent == "- "):
            return False
        if indent == "- ":
            self.items.append({})
            self.spans[(len(self.items) - 1,)] = place
        if not deeper:
            self.under = ""
        record = self.items[-1]
        into = record[self.under] if deeper else record
        if key in into or (plain is not None and plain.lower() in _WORDS):
            return False
        path: Path = (len(self.items) - 1, *((self.under,) if deeper else ()), key)
        self.spans[path] = place
        if quoted is None and plain is None:
            into[key], self.under = {}, key
            return not deeper
        into[key] = plain if quoted is None else quoted
        return True
