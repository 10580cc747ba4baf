"""Merging YAML: by line where that is sound, else by key and item; comments and anchors stay where they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from forum.merging.flow import flow_at, merged_flow
from forum.merging.flow_sets import SETS, merged_flow_set
from forum.merging.keyed import merged_order, merged_values, named
from forum.merging.lines import merge_lines
from forum.merging.naming import item_names
from forum.merging.values import Conflict, Merged, Piece, joined, settled
from forum.merging.yaml_blocks import Block, Entry, block_of, has_duplicates, inside, is_text_block, marked, shifted

_BOUND = "digest"  # what has this key speaks of the words with that digest: no part of it goes with a part of theirs
_DEEP = re.compile(r"^[ \t]*+(?:-[ \t]++){50}", re.MULTILINE)  # no person nests lists like that
Name = tuple[object, int]


def merge_yaml(base: str, ours: str, theirs: str) -> Merged:
    """Merge three YAML texts."""
    by_line = merge_lines(base, ours, theirs)
    sound = by_line.clean and not _breaks(by_line.text, ours, theirs)
    if sound and f"{_BOUND}:" not in by_line.text:
        return by_line
    deep = any(_DEEP.search(text) for text in (base, ours, theirs))
    pieces = None if deep else _block(base, ours, theirs, "")
    if pieces is not None:
        return joined(pieces)
    whole = Merged((Conflict(base, ours, theirs, "the whole file", comment="# "),))
    return whole if by_line.clean and not sound else by_line


def _breaks(merged: str, ours: str, theirs: str) -> bool:
    """Tell whether a merge by line has a key twice, or no structure, though both sides are sound."""
    return has_duplicates(merged) is not False and has_duplicates(ours) is False and has_duplicates(theirs) is False


def _block(base: str, ours: str, theirs: str, where: str) -> list[Piece] | None:
    """Return the merge of three texts by structure; None where they do not have the same."""
    blocks = _blocks(base, ours, theirs)
    if blocks is None:
        return None
    was, mine, yours = blocks
    names = _names(was, mine, yours)
    sides = [dict(zip(each, one.entries, strict=True)) for each, one in zip(names, (was, mine, yours), strict=True)]

    def both(name: Name, first: Entry | None, second: Entry | None, third: Entry | None) -> list[Piece]:
        place = _place(where, name, mine.kind, first or second or third)
        return list(_entry(first, second, third, mine, place))

    order = merged_order(names[0], names[1], names[2])
    found = merged_values(sides[0], sides[1], sides[2], both, _as_it_is, order)
    tail = settled(was.tail, mine.tail, yours.tail)
    return [*(piece for pieces in found for piece in pieces), mine.tail if tail is None else tail]


def _blocks(base: str, ours: str, theirs: str) -> tuple[Block, Block, Block] | None:
    """Return three texts as blocks of one kind, as far in as whoever moved them wants; None where they are none."""
    mine, yours = block_of(ours), block_of(theirs)
    was = block_of(base) if base.strip() else mine and Block(mine.kind, mine.indent, (), "")
    if was is None or mine is None or yours is None or len({was.kind, mine.kind, yours.kind}) > 1:
        return None
    here = settled(was.indent, mine.indent, yours.indent)
    if here is None:
        return None
    was, mine, yours = _moved(base, was, here), _moved(ours, mine, here), _moved(theirs, yours, here)
    return None if was is None or mine is None or yours is None else (was, mine, yours)


def _moved(text: str, block: Block, indent: int) -> Block | None:
    """Return a block as far in as wanted; None where it cannot be moved as one."""
    if block.indent == indent or not block.entries:
        return replace(block, indent=indent)
    moved = shifted(text, indent - block.indent)
    found = None if moved is None else block_of(moved)
    return found if found and (found.kind, found.indent) == (block.kind, indent) else None


def _as_it_is(_: Name, entry: Entry) -> list[Piece]:
    return [entry.text]


def _names(base: Block, ours: Block, theirs: Block) -> list[list[Name]]:
    if base.kind == "mapping":
        return [named(entry.name for entry in one.entries) for one in (base, ours, theirs)]
    return item_names(base.entries, ours.entries, theirs.entries)


def _place(where: str, name: Name, kind: str, entry: Entry | None) -> str:
    here = f"item {entry.head.strip()[:40]}" if kind == "list" and entry else f"key {name[0]}"
    return f"{where}, {here}" if where else here


def _entry(base: Entry | None, ours: Entry | None, theirs: Entry | None, block: Block, where: str) -> Iterator[Piece]:
    """Yield an entry that two sides made different things of."""
    lead = _lead([one.lead if one else "" for one in (base, ours, theirs)])
    texts = [one.head + one.body if one else "" for one in (base, ours, theirs)]
    text = settled(texts[0], texts[1], texts[2])
    if text is None and not (ours and theirs) and _said(texts[0]) == _said(texts[1] or texts[2]):
        text = ""  # one side took it out, the other only laid it out anew
    if text is not None:
        yield from [lead, text] if text else []
        return
    yield lead
    if ours and theirs and not (_is_bound(ours, block) or _is_bound(theirs, block)):
        flow = merged_flow(texts[0], texts[1], texts[2]) if ours.name not in SETS else None
        if flow is not None:
            yield flow
            return
        deeper = _item(base, ours, theirs, where) if block.kind == "list" else _value(base, ours, theirs, where)
        if deeper is not None:
            yield from deeper
            return
    yield Conflict(texts[0], texts[1], texts[2], where, comment="# ")


def _is_bound(entry: Entry, block: Block) -> bool:
    within = inside(entry) if block.kind == "list" else (entry.body, "")
    below = block_of(within[0]) if within else None
    in_braces = flow_at(entry.head, entry.head.find("{"))
    names = [one.name for one in below.entries] if below and below.kind == "mapping" else []
    return _BOUND in names or any(one.startswith(f"{_BOUND}:") for one in (in_braces[0].elements if in_braces else ()))


def _said(text: str) -> list[str]:
    return text.split()


def _lead(leads: Sequence[str]) -> str:
    """Return the comments before an entry; where both changed them, those of both."""
    text = settled(leads[0], leads[1], leads[2])
    if text is not None:
        return text
    both = merge_lines(leads[0], leads[1], leads[2])
    return "".join(one if isinstance(one, str) else one.ours + one.theirs for one in both.pieces)


def _value(base: Entry | None, ours: Entry, theirs: Entry, where: str) -> list[Piece] | None:
    """Return the merge of a key's value: a set in brackets, or what stands below."""
    heads = [one.head if one else "" for one in (base, ours, theirs)]
    if ours.name in SETS and not ours.body and not theirs.body:
        united = merged_flow_set(heads[0], heads[1], heads[2])
        return None if united is None else [united]
    head = settled(heads[0], heads[1], heads[2])
    bodies = [one.body if one else "" for one in (base, ours, theirs)]
    if head is None or not all(bodies[1:]):
        return None
    if is_text_block(ours) or is_text_block(theirs):
        merged = merge_lines(bodies[0], bodies[1], bodies[2])
        return [head, merged.text] if merged.clean else None
    below = _block(bodies[0], bodies[1], bodies[2], where)
    return None if below is None else [head, *below]


def _item(base: Entry | None, ours: Entry, theirs: Entry, where: str) -> list[Piece] | None:
    """Return the merge of an item that is a mapping or list itself."""
    if any(is_text_block(one) for one in (base, ours, theirs) if one):
        return None
    contents = [inside(one) if one else ("", "") for one in (base, ours, theirs)]
    was, mine, yours = contents
    if was is None or mine is None or yours is None or mine[1].strip() != yours[1].strip():
        return None
    pieces = _block(was[0], mine[0], yours[0], where)
    if not pieces:
        return None
    if mine[1]:
        return [mine[1], *pieces]
    first = joined(pieces).pieces
    indent = len(ours.head) - len(ours.head.lstrip(" "))
    if not isinstance(first[0], str) or first[0][: indent + 1].strip():
        return None
    return [marked(first[0], indent), *first[1:]]
