"""The three-way merge of one file: from three byte strings and a kind to a value."""

from __future__ import annotations

from collections.abc import Callable

from forum.merging.ends import dressed_alike
from forum.merging.kinds import is_binary
from forum.merging.law import lawful
from forum.merging.lines import merge_lines
from forum.merging.markers import written
from forum.merging.values import Conflict, Kind, Merged, joined, settled


def _rules(kind: Kind) -> Callable[[str, str, str], Merged]:
    """Return the merge for a kind of text, imported when needed: git starts a driver for each file."""
    if kind is Kind.PROSE:
        from forum.merging.prose import merge_prose as rules
    elif kind is Kind.BIB:
        from forum.merging.bib import merge_bib as rules
    elif kind is Kind.YAML:
        from forum.merging.yaml_merging import merge_yaml as rules
    elif kind is Kind.TOML:
        from forum.merging.data_toml import merge_toml as rules
    elif kind is Kind.JSON:
        from forum.merging.data_json import merge_json as rules
    elif kind is Kind.CSV:
        from forum.merging.data_csv import merge_csv as rules
    else:
        rules = merge_lines
    return rules


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
        from forum.merging.notebooks.merging import merge_notebooks

        return merge_notebooks(*texts)
    rules = _rules(kind)

    def kept(was: str, mine: str, yours: str) -> Merged:
        try:
            merged = rules(was, mine, yours)
        except RecursionError:  # nested too deep to be read by structure
            return merge_lines(was, mine, yours)
        return merged if lawful(was, mine, yours, merged) else merge_lines(was, mine, yours)

    return dressed_alike(*texts, kept)


def rendered(merged: Merged) -> bytes:
    """Return a merge as the bytes of a file, its conflicts for people to see."""
    if type(merged) is Merged:
        return encoded(written(merged))
    from forum.merging.notebooks.merging import MergedNotebook
    from forum.merging.notebooks.writing import written_notebook

    return encoded(written_notebook(merged) if isinstance(merged, MergedNotebook) else written(merged))


def encoded(text: str) -> bytes:
    """Return a merged text as the bytes of a file."""
    return text.encode("utf-8", "surrogateescape")


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
