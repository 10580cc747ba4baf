"""``round.yaml`` as a text: keys set in it, with comments and the order of what is there kept."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from typing import Any

import msgspec

from forum.model import Round, RoundResults


def with_keys(text: str, values: Mapping[str, Any]) -> str:
    """Return a round's file with keys set; None removes one."""
    from ruamel.yaml import YAML

    yaml: Any = YAML()
    yaml.preserve_quotes = True
    yaml.width = 10_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    content = yaml.load(text)
    for key, value in values.items():
        if value is None:
            content.pop(key, None)
        else:
            content[key] = value
    out = StringIO()
    yaml.dump(content, out)
    return out.getvalue()


def opened_items(one: Round, digests: Mapping[str, str]) -> list[Any]:
    """Return the items of a round with the digests of the words that it asks about."""
    return [
        _row({"recommendation": item.recommendation, "digest": digests[item.recommendation]}) for item in one.file.items
    ]


def written_results(results: RoundResults) -> dict[str, Any]:
    """Return results as they are written: a line for each item."""
    return {
        "percentiles": results.percentiles,
        "ballots": results.ballots,
        "ratings": [_row(_filled(one)) for one in results.ratings],
        "concordance": [_row(_filled(one)) for one in results.concordance],
    }


def _filled(one: msgspec.Struct) -> dict[str, Any]:
    """Return what a value says, without what it leaves open."""
    plain: dict[str, Any] = msgspec.to_builtins(one)
    return {key: _whole(value) for key, value in plain.items() if value is not None and value != []}


def _whole(value: Any) -> Any:
    """Return numbers that are whole as whole ones: a median of 7, not 7.0."""
    if isinstance(value, dict):
        return {key: _whole(one) for key, one in value.items() if one is not None}
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _row(values: Mapping[str, Any]) -> Any:
    """Return a table that is written in one line."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    row = CommentedMap()
    for key, value in values.items():
        if isinstance(value, Mapping):
            row[key] = _row(value)
        elif isinstance(value, list | tuple):
            row[key] = CommentedSeq(value)
            row[key].fa.set_flow_style()
        else:
            row[key] = value
    row.fa.set_flow_style()
    return row
