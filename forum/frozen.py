"""The standard library's frozen dataclass, made in a fifth of the time.

``dataclasses`` writes and compiles six methods for each class, 0.4 ms. A command that loads a
hundred classes waits as long for them as for everything else that it loads. Here ``__init__``
alone is compiled; the other methods are the same for every class, and do what those of
``dataclasses`` do. A class with ``slots``, or one that changes, takes the original.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, Field, FrozenInstanceError
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

__all__ = ["dataclass"]

C = TypeVar("C", bound=type[Any])

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(*, frozen: bool) -> Callable[[C], C]:
        """Return what makes a class a frozen dataclass, as ``dataclasses.dataclass(frozen=True)`` does."""
        if not frozen:
            raise TypeError("a class that changes takes dataclasses.dataclass")
        return _made


def _made(cls: C) -> C:
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False)(cls)  # finds and checks the fields
    fields = dataclasses.fields(made)
    made.__setattr__, made.__delattr__ = _refuse_setting, _refuse_deleting
    made.__init__ = _initialiser(made, fields)
    for method in (*_comparing(tuple(one.name for one in fields if one.compare)), _representing(fields)):
        if method.__name__ not in vars(cls):
            setattr(made, method.__name__, method)
    return cls


def _refuse_setting(_self: object, name: str, _value: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_deleting(_self: object, name: str) -> NoReturn:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _comparing(names: tuple[str, ...]) -> Iterator[Callable[..., Any]]:
    """Yield ``__eq__`` and ``__hash__`` over fields."""
    values = _tuple_of(names)

    def __eq__(self: object, other: object) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def __hash__(self: object) -> int:
        return hash(values(self))

    yield __eq__
    yield __hash__


def _tuple_of(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    get: Callable[[Any], Any] = attrgetter(*names) if names else lambda _self: ()
    return get if len(names) != 1 else lambda self: (get(self),)


def _representing(fields: Iterable[Field[Any]]) -> Callable[[Any], str]:
    shown = tuple(one.name for one in fields if one.repr)

    def __repr__(self: Any) -> str:
        return f"{self.__class__.__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    return __repr__


def _initialiser(cls: type[Any], fields: Iterable[Field[Any]]) -> Callable[..., None]:
    """Return ``__init__``; it writes to the value's dictionary, past what refuses to set a field."""
    given = [one for one in fields if one.init]
    known: dict[str, Any] = {"MISSING": MISSING}
    lines = [f"  __own__[{one.name!r}] = {_value(one, known)}\n" for one in fields if one.init or _is_made(one)]
    after = "  self.__post_init__()\n" if hasattr(cls, "__post_init__") else ""
    plain, named = ([_parameter(one) for one in given if one.kw_only is only] for only in (False, True))
    parameters = ", ".join(("self", *plain, *(("*", *named) if named else ())))
    inner = f" def __init__({parameters}):\n  __own__ = self.__dict__\n{''.join(lines)}{after} return __init__\n"
    made: dict[str, Any] = {}
    code = f"def make({', '.join(known)}):\n{inner}"
    exec(code, vars(sys.modules[cls.__module__]), made)  # noqa: S102 (of names of fields alone, as dataclasses does)
    initialiser: Callable[..., None] = made["make"](**known)
    initialiser.__qualname__, initialiser.__module__ = f"{cls.__qualname__}.__init__", cls.__module__
    initialiser.__annotations__ = {one.name: one.type for one in given} | {"return": None}
    return initialiser


def _is_made(one: Field[Any]) -> bool:
    return one.default_factory is not MISSING


def _parameter(one: Field[Any]) -> str:
    if _is_made(one):
        return f"{one.name}=MISSING"
    return f"{one.name}=default_{one.name}" if one.default is not MISSING else one.name


def _value(one: Field[Any], known: dict[str, Any]) -> str:
    """Return what a field is set to, as source text; its default goes to what that knows."""
    if _is_made(one):
        known[f"make_{one.name}"] = one.default_factory
        made = f"make_{one.name}()"
        return f"{made} if {one.name} is MISSING else {one.name}" if one.init else made
    known[f"default_{one.name}"] = one.default
    return one.name
