"""New files from templates, and new entries in files that people keep by hand.

Placeholders are ``<<name>>``: ``{`` and ``$`` have a meaning in what is filled.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from io import StringIO
from typing import Any

from ruamel.yaml import YAML

from forum.diagnostics import Span
from forum.documents.trees import Plain
from forum.documents.yaml_scalars import yaml_scalar
from forum.documents.yaml_trees import read_yaml
from forum.model import Partner, Person

_PLACEHOLDER = re.compile(r"<<([a-z-]+)>>")


def fill(template: str, values: Mapping[str, str], written: Callable[[str], str] = str) -> str:
    """Return a template with its placeholders filled; ``written`` makes a value safe where it stands."""
    return _PLACEHOLDER.sub(lambda found: written(values.get(found[1], "")), template)


def json_text(text: str) -> str:
    """Return a text as it stands between the quotes of a JSON or TOML string."""
    return json.dumps(text, ensure_ascii=False)[1:-1].replace("\x7f", "\\u007f")


def with_person(text: str, person: Person, here: Span) -> str:
    """Return ``people.yaml`` with a person at its end; comments and order stay."""
    fields = {"id": person.id, "name": person.name, "partner": person.partner, "orcid": person.orcid}
    entry: dict[str, str | bool] = {key: value for key, value in fields.items() if value}
    if person.group:
        entry["group"] = True
    before = read_yaml(text, here).value or []
    wanted = [*before, entry]
    shown = ", ".join(f"{key}: {_written(value)}" for key, value in entry.items())
    indent = re.search(r"^( *)- ", text, re.MULTILINE)
    end = "" if not text or text.endswith("\n") else "\n"
    appended = f"{text}{end}{indent[1] if indent else ''}- {{{shown}}}\n"
    if _says(appended, wanted, here):
        return appended
    return _rewritten(text, entry)  # a list in brackets, say


def _written(value: str | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else yaml_scalar(value)


def _says(text: str, wanted: Sequence[Plain], here: Span) -> bool:
    tree = read_yaml(text, here)
    return not tree.problems and tree.value == wanted


def _rewritten(text: str, entry: Mapping[str, str | bool]) -> str:
    """Return the list with an item more, by the slow way that keeps comments too."""
    yaml: Any = YAML()
    yaml.preserve_quotes = True
    yaml.width = 10_000
    people = yaml.load(text)
    people.append(dict(entry))
    out = StringIO()
    yaml.dump(people, out)
    return out.getvalue()


def with_partner(text: str, partner: Partner) -> str:
    """Return ``forum.toml`` with a partner after the last one; comments and order stay."""
    fields = {"id": partner.id, "name": partner.name, "ror": partner.ror, "country": partner.country}
    table = ["[[partner]]", *(f'{key} = "{json_text(value)}"' for key, value in fields.items() if value)]
    lines = text.split("\n")
    at = _after_last_partner(lines)
    placed = "\n".join([*lines[:at], "", *table, *(lines[at:] if at < len(lines) else [""])])
    # A text over several lines can look like a table; at the end nothing can.
    return placed if partner.id in _partner_ids(placed) else "\n".join([text.rstrip("\n"), "", *table, ""])


def _partner_ids(text: str) -> list[str]:
    try:
        return [str(one.get("id")) for one in tomllib.loads(text)["partner"]]
    except (tomllib.TOMLDecodeError, KeyError):
        return []


def _after_last_partner(lines: Sequence[str]) -> int:
    """Return the number of the line after the last ``[[partner]]`` table, comments left to what follows."""
    starts = [number for number, line in enumerate(lines) if re.match(r"\s*\[\[\s*partner\s*\]\]", line)]
    following = [number for number, line in enumerate(lines) if re.match(r"\s*\[", line)]
    if not starts:
        return _without_tail(lines, len(lines))
    return _without_tail(lines, next((number for number in following if number > starts[-1]), len(lines)))


def _without_tail(lines: Sequence[str], at: int) -> int:
    while at > 0 and (not lines[at - 1].strip() or lines[at - 1].lstrip().startswith("#")):
        at -= 1
    return at


def with_block(text: str, block: str) -> str:
    """Return a Markdown text with a block at its end, a blank line between."""
    return f"{text.rstrip()}\n\n{block.strip()}\n" if text.strip() else f"{block.strip()}\n"


def with_markdown_cell(notebook: str, source: str, identifier: str) -> str:
    """Return a notebook's file with a Markdown cell at its end."""
    content = json.loads(notebook)
    cell = {"cell_type": "markdown", "id": identifier, "metadata": {}, "source": source.splitlines(keepends=True)}
    content["cells"].append(cell)
    return json.dumps(content, indent=json_indent(notebook), ensure_ascii=False) + "\n"


def json_indent(text: str) -> int | None:
    """Return the indent that a JSON file is written with; None for one line."""
    found = re.match(r"\s*[\[{]\r?\n( *)", text)
    return len(found[1]) if found else None
