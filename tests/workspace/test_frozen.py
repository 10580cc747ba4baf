"""A frozen dataclass of ours beside the standard library's: whatever one does, the other does."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable, Mapping
from typing import Any, get_type_hints

import pytest

from forum import frozen


class Base:
    """A field that has to be given, and one that has a value already."""

    name: str
    number: int = 3


class Everything:
    """Each kind of field there is."""

    name: str
    found: Mapping[str, int] = dataclasses.field(default_factory=dict)
    aside: str = dataclasses.field(default="x", compare=False)
    hidden: tuple[int, ...] = dataclasses.field(default=(), repr=False)
    read: Callable[[], int] | None = dataclasses.field(default=None, kw_only=True)
    made: int = dataclasses.field(default=7, init=False)


class Single:
    """One field: what is compared is a value of its own."""

    value: float


class Named:
    """A field with a name that the method itself might use."""

    own: int
    made: int = 1


class Empty:
    """No field at all."""


def _both(cls: type[Any]) -> tuple[type[Any], type[Any]]:
    """Return a class as the standard library makes it, and as we do."""
    return tuple(  # type: ignore[return-value]
        make(frozen=True)(type(cls.__name__, cls.__bases__, {key: vars(cls)[key] for key in _BODY if key in vars(cls)}))
        for make in (dataclasses.dataclass, frozen.dataclass)
    )


_BODY = ("__annotations__", "__doc__", "__module__", "number", "found", "aside", "hidden", "read", "made")
_NAN = float("nan")
_CALLS: list[tuple[type[Any], tuple[Any, ...], dict[str, Any]]] = [
    (Base, ("a",), {}),
    (Base, ("a", 4), {}),
    (Base, (), {"number": 1, "name": "b"}),
    (Base, (), {}),
    (Base, ("a", 1, 2), {}),
    (Everything, ("a",), {}),
    (Everything, ("a", {"b": 1}, "c", (1,)), {"read": None}),
    (Everything, ("a", {}, "c", (), None), {}),
    (Everything, ("a",), {"made": 1}),
    (Single, (_NAN,), {}),
    (Named, (2,), {}),
    (Empty, (), {}),
]


def _told(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except (TypeError, AttributeError) as wrong:
        return type(wrong), str(wrong)


@pytest.mark.parametrize(("cls", "given", "named"), _CALLS)
def test_a_value_is_made_shown_and_compared_as_by_the_standard_library(
    cls: type[Any], given: tuple[Any, ...], named: dict[str, Any]
) -> None:
    ones, others = ([_told(lambda: made(*given, **named)) for _ in "12"] for made in _both(cls))  # noqa: B023

    assert [str(one) for one in ones] == [str(other) for other in others]
    assert (ones[0] == ones[1], ones[0] != "x") == (others[0] == others[1], others[0] != "x")
    assert _told(lambda: hash(ones[0])) == _told(lambda: hash(others[0]))
    if dataclasses.is_dataclass(ones[0]):
        assert dataclasses.asdict(ones[0]) == dataclasses.asdict(others[0])  # type: ignore[arg-type]
        assert vars(ones[0]) == vars(others[0])


def test_nothing_of_a_value_can_be_set_or_deleted() -> None:
    for made in _both(Base):
        value = made("a")
        for change in (lambda: setattr(value, "name", "b"), lambda: delattr(value, "name")):  # noqa: B023
            with pytest.raises(dataclasses.FrozenInstanceError, match="field 'name'"):
                change()
        assert dataclasses.replace(value, number=9) == made("a", 9)
        assert copy.deepcopy(value) == value


def test_a_field_that_is_not_compared_does_not_matter_and_a_list_is_not_shared() -> None:
    made = _both(Everything)[1]

    assert made("a", aside="x") == made("a", aside="y")
    assert made("a").found is not made("a").found


@frozen.dataclass(frozen=True)
class Parent:
    """A class of a module, which can be pickled and has a child."""

    name: str

    def __post_init__(self) -> None:
        """Refuse what has no name."""
        if not self.name:
            raise ValueError("no name")


@frozen.dataclass(frozen=True)
class Child(Parent):
    """It adds a field, and says itself how it is shown."""

    age: int = 0

    def __repr__(self) -> str:
        return f"{self.name}, {self.age}"


def test_a_child_has_the_fields_of_its_parent_and_keeps_what_it_defines() -> None:
    child = Child("Ann", 4)

    assert (repr(child), repr(Parent("Ann"))) == ("Ann, 4", "Parent(name='Ann')")
    assert child != Parent("Ann")
    assert pickle.loads(pickle.dumps(child)) == child
    assert get_type_hints(Child.__init__) == {"name": str, "age": int, "return": type(None)}
    with pytest.raises(ValueError, match="no name"):
        Child("")


def test_what_is_called_as_it_cannot_be_is_told() -> None:
    with pytest.raises(TypeError, match="takes dataclasses"):
        frozen.dataclass(frozen=False)(Base)
