"""A parsed file made into a frozen value; every problem is told, not only the first.

msgspec stops at the first wrong value. This walks the same type, and carries on:
a wrong value is replaced by its default, a wrong item is left out, so that the
rest of the file can be used.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import TypeVar

from msgspec import inspect

from forum.diagnostics import Diagnostic, error, warning
from forum.documents.nearest import did_you_mean
from forum.documents.trees import Path, Plain, Tree

T = TypeVar("T")
_Problems = list[Diagnostic]

NOTHING: Plain = object()
"""What stands for a value that cannot be used."""


def convert(tree: Tree, kind: type[T], fallback: Mapping[Path, Plain]) -> tuple[T | None, tuple[Diagnostic, ...]]:
    """Return a parsed file as a value of ``kind``, and all that is wrong in it.

    ``fallback`` has values for required keys that are missing or wrong. The value
    is None when it cannot do without one of the others.
    """
    walk = _Conversion(tree, fallback)
    value = walk.value(tree.value, inspect.type_info(kind), ())
    return (None if value is NOTHING else value), tuple(walk.problems)


class _Conversion:
    """The walk along a tree and a type at once; a method a kind of type."""

    def __init__(self, tree: Tree, fallback: Mapping[Path, Plain]) -> None:
        self.tree = tree
        self.fallback = fallback
        self.problems: _Problems = []

    def value(self, value: Plain, kind: inspect.Type, path: Path) -> Plain:
        method = _METHODS.get(type(kind))
        return value if method is None else method(self, value, kind, path)

    def _struct(self, value: Plain, kind: inspect.StructType, path: Path) -> Plain:
        names = [field.encode_name for field in kind.fields]
        if not isinstance(value, dict):
            some = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
            return self._wrong(f"keys with values ({some})", value, path)
        self._unknown_keys(value, names, path)
        made = {}
        for field in kind.fields:
            name = field.encode_name
            found = NOTHING
            if value.get(name) is not None:
                found = self.value(value[name], field.type, (*path, name))
            elif field.required:
                place = self.tree.place(path)
                self.problems.append(
                    error("key-missing", f"the key {name} is missing{_inside(path)}", place, f"add a line for {name}")
                )
            if found is NOTHING:
                found = self.fallback.get((*path, name), NOTHING)
            if found is not NOTHING:
                made[field.name] = found
            elif field.required:
                # Whatever else is wrong here should be told too, so no return yet.
                made = {**made, "": NOTHING}
        return NOTHING if "" in made else kind.cls(**made)

    def _unknown_keys(self, value: dict[str, Plain], names: list[str], path: Path) -> None:
        for key in value:
            if key not in names:
                known = did_you_mean(key, names) or (f"known are {', '.join(names)}",)
                place = self.tree.place((*path, key))
                message = f"the key {key} is not known{_inside(path)}, and means nothing"
                self.problems.append(warning("key-unknown", message, place, *known))

    def _union(self, value: Plain, kind: inspect.UnionType, path: Path) -> Plain:
        """Return a value of what may be there or not; of two kinds of thing no key is."""
        some = [one for one in kind.types if not isinstance(one, inspect.NoneType)]
        return self.value(value, some[0], path) if len(some) == 1 else value

    def _tuple(self, value: Plain, kind: inspect.VarTupleType, path: Path) -> Plain:
        items = self._list(value, kind, path)
        return items if items is NOTHING else tuple(items)

    def _list(self, value: Plain, kinds: inspect.VarTupleType | inspect.ListType, path: Path) -> Plain:
        kind = kinds.item_type
        if not isinstance(value, list):
            if isinstance(value, dict):
                double = f"as an item each: in TOML [[{path[-1]}]], in YAML a line that starts with -" if path else ""
                return self._wrong("a list", value, path, *filter(None, (double,)))
            self._wrong("a list", value, path, f"write [{_shown(value)}]")
            value = [value]
            return [item for item in (self.value(item, kind, path) for item in value) if item is not NOTHING]
        found = (self.value(item, kind, (*path, number)) for number, item in enumerate(value))
        return [item for item in found if item is not NOTHING]

    def _dict(self, value: Plain, kind: inspect.DictType, path: Path) -> Plain:
        if not isinstance(value, dict):
            return self._wrong("keys with values", value, path)
        made = {key: self._entry(item, kind.value_type, (*path, key)) for key, item in value.items()}
        return {key: item for key, item in made.items() if item is not NOTHING}

    def _entry(self, value: Plain, kind: inspect.Type, path: Path) -> Plain:
        """Return a value of a dict; an empty one (``baseline:``) is an empty table."""
        if value is None and isinstance(kind, inspect.DictType):
            return {}
        return self.value(value, kind, path)

    def _choice(self, value: Plain, kind: inspect.LiteralType, path: Path) -> Plain:
        if value in kind.values and isinstance(value, str):
            return value
        names = [str(name) for name in kind.values]
        hints = (*did_you_mean(str(value), names), f"allowed are {', '.join(names)}")
        message = f"{_name(path)} cannot be {_shown(value)}"
        self.problems.append(error("value-unknown", message, self.tree.place(path), *hints))
        return NOTHING

    def _truth(self, value: Plain, _: inspect.BoolType, path: Path) -> Plain:
        return value if isinstance(value, bool) else self._wrong("true or false", value, path)

    def _whole(self, value: Plain, _: inspect.IntType, path: Path) -> Plain:
        whole = isinstance(value, int) and not isinstance(value, bool)
        return value if whole else self._wrong("a whole number", value, path)

    def _number(self, value: Plain, _: inspect.FloatType, path: Path) -> Plain:
        number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e308
        return float(value) if number else self._wrong("a number", value, path)

    def _perhaps(self, value: Plain, kind: inspect.UnionType, path: Path) -> Plain:
        """Return a value of a type that may be nothing (``X | None``)."""
        if value is None:
            return None
        return self.value(value, next(one for one in kind.types if not isinstance(one, inspect.NoneType)), path)

    def _text(self, value: Plain, _: inspect.StrType, path: Path) -> Plain:
        if isinstance(value, str):
            return value
        if path in self.tree.written:  # a number where a text is meant: title: 1984
            return self.tree.written[path]
        hint = () if isinstance(value, dict | list) else (f'put it in quotes: "{_shown(value)}"',)
        return self._wrong("a text", value, path, *hint)

    def _date(self, value: Plain, _: inspect.DateType, path: Path) -> Plain:
        if isinstance(value, datetime.datetime):
            return value.date()
        if isinstance(value, str):
            try:
                return datetime.date.fromisoformat(value)
            except ValueError:
                pass
        return value if isinstance(value, datetime.date) else self._wrong("a date such as 2027-02-01", value, path)

    def _wrong(self, expected: str, value: Plain, path: Path, *hints: str) -> Plain:
        message = f"{_name(path)} has to be {expected}; found {_described(value)}"
        self.problems.append(error("value-type", message, self.tree.place(path), *hints))
        return NOTHING


_METHODS: Mapping[type[inspect.Type], Callable[..., Plain]] = {
    inspect.StructType: _Conversion._struct,
    inspect.UnionType: _Conversion._union,
    inspect.VarTupleType: _Conversion._tuple,
    inspect.ListType: _Conversion._list,
    inspect.DictType: _Conversion._dict,
    inspect.LiteralType: _Conversion._choice,
    inspect.StrType: _Conversion._text,
    inspect.BoolType: _Conversion._truth,
    inspect.IntType: _Conversion._whole,
    inspect.FloatType: _Conversion._number,
    inspect.UnionType: _Conversion._perhaps,
    inspect.DateType: _Conversion._date,
}
"""Each kind of type by its method; what is not here passes as it is."""


def _name(path: Path) -> str:
    """Return how an author knows a place: ``item 2 of authors``, ``the file``."""
    if not path:
        return "the file"
    last = path[-1]
    if isinstance(last, str):
        return last
    return f"item {last + 1}" + (f" of {path[-2]}" if len(path) > 1 else "")


def _inside(path: Path) -> str:
    return f" in {_name(path)}" if path else ""


def _shown(value: Plain) -> str:
    """Return a value as an author wrote it, in short."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(value)[:40] + "}"
    return "" if value is None else str(value)[:60]


def _described(value: Plain) -> str:
    """Return what was found in an author's words."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text {_shown(value)}"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, dict):
        return f"the keys {', '.join(value)[:60]}" if value else "no keys"
    return "nothing" if value is None else f"{_shown(value)} without quotes"
