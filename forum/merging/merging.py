"""The three-way merge of one file: from three byte strings and a kind to a value."""

from __future__ import annotations

from collections.abc import Callable

from forum.merging.bib import merge_bib
from forum.merging.data_csv import merge_csv
from forum.merging.data_toml import merge_toml
from forum.merging.ends import dressed_alike
from forum.merging.kinds import is_binary
from forum.merging.law import lawful
from forum.merging.lines import merge_lines
from forum.merging.markers import written
from forum.merging.notebooks.merging import MergedNotebook, merge_notebooks
from forum.merging.notebooks.writing import written_notebook
from forum.merging.prose import merge_prose
from forum.merging.values import Conflict, Kind, Merged, joined, settled
from forum.merging.yaml_merging import merge_yaml

_RULES: dict[Kind, Callable[[str, str, str], Merged]] = {
    Kind.PROSE: merge_prose,
    Kind.BIB: merge_bib,
    Kind.YAML: merge_yaml,
    Kind.TOML: merge_toml,
    Kind.CSV: merge_csv,
}


def merge(base: bytes, ours: bytes, theirs: bytes, kind: Kind) -> Merged:
    """Merge ours and theirs, which both come from base.

    Where only one side changed something, or both alike, the result is that side
    byte for byte. Bytes that are not UTF-8 survive as surrogates; ``encoded``
    turns them back.

    Raises:
        Unusable: a file that cannot be read by the rules of its kind.
    """
    texts = (_decoded(base), _decoded(ours), _decoded(theirs))
    text = settled(*texts)
    if text is not None:
        return joined([text])
    if kind is Kind.BINARY or any(is_binary(data) for data in (base, ours, theirs)):
        return Merged((Conflict(*texts, "the whole file"),))
    if kind is Kind.NOTEBOOK:
        return merge_notebooks(*texts)
    rules = _RULES.get(kind, merge_lines)

    def kept(was: str, mine: str, yours: str) -> Merged:
        merged = rules(was, mine, yours)
        return merged if lawful(was, mine, yours, merged) else merge_lines(was, mine, yours)

    return dressed_alike(*texts, kept)


def rendered(merged: Merged) -> bytes:
    """Return a merge as the bytes of a file, its conflicts for people to see."""
    return encoded(written_notebook(merged) if isinstance(merged, MergedNotebook) else written(merged))


def encoded(text: str) -> bytes:
    """Return a merged text as the bytes of a file."""
    return text.encode("utf-8", "surrogateescape")


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
