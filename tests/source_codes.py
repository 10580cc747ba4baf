"""Which diagnostic codes the program can give, read from its source by Python's own parser.

A code is what stands where a function or class takes ``code: str``. Where a name or
an f-string stands there, its values are looked up: constants, loops over constants,
and the calls of the function whose parameter it is. What cannot be looked up is
told, so that no code escapes.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

# How much what they make matters: severity, and whether it stops a build.
MAKERS = {
    "error": ("error", False),
    "warning": ("warning", False),
    "info": ("info", False),
    "fatal": ("error", True),
    "Trouble": ("error", False),  # documents.placing makes an error of it
    "Failure": ("error", True),  # notebooks.failures makes a fatal error of it
}
HANDED = ("error", "warning", "info", "fatal")
OWN = "diagnostics.py"  # there the makers themselves pass a code on
NEVER_SHOWN = {  # failures that notebooks.execute tells in another way than by their code
    "disk-full",  # as an OSError
    "kernel-not-forked",  # as a remark beside a run
    "packages-differ",  # as an error of the cluster's
}
_DEEPEST = 8
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Use:
    """A code as the source gives it: its severities, whether it stops a build, where it is made."""

    severities: set[str] = field(default_factory=set)
    stops: bool = False
    places: list[str] = field(default_factory=list)


class Module:
    """One parsed file, with what encloses each node."""

    def __init__(self, path: Path, name: str) -> None:
        self.name, self.tree = name, ast.parse(path.read_text(encoding="utf-8"))
        self.parents = {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}
        self.imported = {
            one.asname or one.name: one.name
            for node in ast.walk(self.tree)
            if isinstance(node, ast.ImportFrom)
            for one in node.names
        }

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))

    def function(self, node: ast.AST) -> _Function | None:
        """Return the function that a node stands in."""
        while (above := self.parents.get(node)) is not None:
            if isinstance(above, _Function):
                return above
            node = above
        return None


class Source:
    """All modules of a package, and the codes in them."""

    def __init__(self, folder: Path) -> None:
        files = sorted(path for path in folder.rglob("*.py") if "explanations" not in path.parts)
        self.modules = [Module(path, path.relative_to(folder).as_posix()) for path in files]
        self.makers = {**dict.fromkeys(MAKERS, 0), **dict(self._makers())}
        self.codes: dict[str, Use] = {}
        self.unclear: list[str] = []
        for module in self.modules:
            if module.name != OWN:
                self.unclear += self._strays(module)
                for call in module.calls():
                    self._read(module, call)

    def _makers(self) -> Iterator[tuple[str, int]]:
        """Yield the classes with a field ``code: str``, and its place among the arguments."""
        for module in self.modules:
            for node in ast.walk(module.tree):
                if isinstance(node, ast.ClassDef):
                    fields = [one.target.id for one in node.body if isinstance(one, ast.AnnAssign)]
                    if any(ast.unparse(one).startswith("code: str") for one in node.body):
                        yield node.name, fields.index("code")

    def _read(self, module: Module, call: ast.Call) -> None:
        makers = self._called_makers(module, call)
        maker = makers[0] if makers else ""
        given = next((one.value for one in call.keywords if one.arg == "code"), None)
        if given is None and maker in self.makers and len(call.args) > self.makers[maker]:
            given = call.args[self.makers[maker]]
        if given is None:
            return
        where = f"forum/{module.name}:{call.lineno}"
        found = self.values(given, module)
        if found is None and makers:
            self.unclear.append(f"{where}: which codes {ast.unparse(given)} can be is not found")
        for code in (found or set()) - (NEVER_SHOWN if maker == "Failure" else set()):
            use = self.codes.setdefault(code, Use())
            use.places.append(where)
            for severity, stops in (_weight(call, one) for one in makers or [""]):
                use.severities |= {severity} - {""}
                use.stops |= stops

    def _called_makers(self, module: Module, call: ast.Call) -> list[str]:
        """Return what a call can make: ``error(…)``, ``(error if x else info)(…)``, or a local name for these."""
        match call.func:
            case ast.Attribute(value=ast.Name(id="diagnostics" | "messages" | "results"), attr=name):
                names = [name]
            case ast.Attribute():
                return []  # log.error is another matter
            case ast.Name(id=name) if module.imported.get(name, name) not in self.makers:
                function = module.function(call)
                bound = self._bound(name, function, module) if function else []
                names = [name for one in bound if one and not isinstance(one, ast.Call) for name in _read_names(one)]
            case other:
                names = _read_names(other)
        return [known for name in names if (known := module.imported.get(name, name)) in self.makers]

    def _strays(self, module: Module) -> Iterator[str]:
        """Yield where a maker is handed on instead of called: its codes are not seen there."""
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Name) or module.imported.get(node.id) not in HANDED:
                continue
            function, child = module.function(node), node
            if function and node.id in {one.arg for one in ast.walk(function.args) if isinstance(one, ast.arg)}:
                continue  # a parameter of the same name
            above = module.parents[child]
            while isinstance(above, ast.IfExp | ast.BoolOp):
                child, above = above, module.parents[above]
            called = isinstance(above, ast.Call) and above.func is child
            if not called and not (function and isinstance(above, ast.Assign)):
                yield f"forum/{module.name}:{node.lineno}: {node.id} is handed on, and its codes are not found"

    # --- what an expression can be ----------------------------------------------------------

    def values(self, node: ast.expr, module: Module, depth: int = 0) -> set[str] | None:  # noqa: PLR0911 (one line a kind)
        """Return the texts that an expression can be; None if that cannot be told, none if it is told elsewhere."""
        if depth > _DEEPEST:
            return None
        match node:
            case ast.Constant(value=str(text)):
                return {text}
            case ast.Constant():
                return set()  # code=2 is how a process ends
            case ast.Attribute(attr="code") | ast.Subscript(slice=ast.Constant(value="code")):
                return set()  # of a value that was made, and read, somewhere else
            case ast.IfExp(body=one, orelse=other):
                return self._all([one, other], module, depth)
            case ast.BoolOp(values=several):
                return self._all(several, module, depth)
            case ast.JoinedStr(values=several):
                parts = [one.value if isinstance(one, ast.FormattedValue) else one for one in several]
                each = [self.values(one, module, depth + 1) for one in parts]
                return None if None in each else {"".join(texts) for texts in product(*filter(None, each))}
            case ast.Subscript(value=ast.Name() as table, slice=ast.Constant(value=int(at))):
                rows = self._bound(table.id, function, module) if (function := module.function(node)) else []
                known = all(isinstance(row, ast.Tuple) and at < len(row.elts) for row in rows) and rows
                return self._all([row.elts[at] for row in rows], module, depth) if known else None
            case ast.Subscript(value=table) | ast.Call(func=ast.Attribute(value=table, attr="get")):
                defaults = node.args[1:] if isinstance(node, ast.Call) else []
                items = self._items(table, module, 1)
                return None if items is None else self._all([*items, *defaults], module, depth)
            case ast.Name():
                return self._named(node, module, depth)
        return None

    def _all(self, nodes: Iterable[ast.expr], module: Module, depth: int) -> set[str] | None:
        each = [self.values(one, module, depth + 1) for one in nodes]
        return None if None in each else set().union(*filter(None, each))

    def _named(self, node: ast.Name, module: Module, depth: int) -> set[str] | None:
        function = module.function(node)
        while function is not None:
            names = [one.arg for one in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]
            if node.id in names:
                return self._argument(function, names, node.id, module, depth)
            bound = self._bound(node.id, function, module)
            if bound:
                return None if None in bound else self._all([one for one in bound if one], module, depth)
            function = module.function(function)
        value = self._constant(node.id, module)
        return None if value is None else self.values(value, module, depth + 1)

    def _argument(
        self, function: _Function, names: list[str], name: str, module: Module, depth: int
    ) -> set[str] | None:
        """Return what a parameter is given, wherever its function is called."""
        found: set[str] | None = None
        for other in [module] if function.name.startswith("_") else self.modules:
            for call in other.calls():
                if _called(call) != function.name:
                    continue
                at = names.index(name) - (names[0] in ("self", "cls"))
                given = next((one.value for one in call.keywords if one.arg == name), None)
                given = given or (call.args[at] if at < len(call.args) else None)
                values = self.values(given, other, depth + 1) if given is not None else set()
                if values is None:
                    return None
                found = (found or set()) | values
        return found

    def _bound(self, name: str, function: _Function, module: Module) -> list[ast.expr | None]:
        """Return what a local name can be, by assignments and loops; None among them for what cannot be told."""
        bound: list[ast.expr | None] = []
        for node in ast.walk(function):
            if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr):
                for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    if isinstance(target, ast.Name) and target.id == name:
                        bound.append(node.value)
                    elif name in _names(target):
                        value = node.value
                        same = isinstance(value, ast.Tuple) and len(value.elts) == len(_names(target))
                        bound.append(value.elts[_names(target).index(name)] if same else None)
            elif isinstance(node, ast.For | ast.comprehension) and name in _names(node.target):
                at = _names(node.target).index(name)
                single = isinstance(node.target, ast.Name)
                items = self._items(node.iter, module, 0 if single else at)
                if items is None:
                    bound.append(None)
                    continue
                bound += items if single or not isinstance(_first(items), ast.Tuple) else [i.elts[at] for i in items]
        return bound

    def _items(self, node: ast.expr, module: Module, at: int) -> list[ast.expr] | None:
        """Return the items of a literal, a name for one, or a table's keys (``at`` 0) or values (1)."""
        match node:
            case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items):
                return items
            case ast.Dict(keys=keys, values=values):
                return values if at else [key for key in keys if key]
            case ast.Call(func=ast.Attribute(value=inner, attr="items" | "values" | "keys" as kind)):
                return self._items(inner, module, {"values": 1, "keys": 0}.get(kind, at))
            case ast.Call(func=ast.Name(id="MappingProxyType" | "frozenset" | "sorted"), args=[inner]):
                return self._items(inner, module, at)
            case ast.Name(id=name):
                value = self._constant(name, module)
                return None if value is None else self._items(value, module, at)
        return None

    def _constant(self, name: str, module: Module) -> ast.expr | None:
        """Return the value of a constant of a module, its own or imported."""
        places = self.modules if name in module.imported else [module]
        wanted = module.imported.get(name, name)
        for place in places:
            for node in place.tree.body:
                targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
                if any(isinstance(one, ast.Name) and one.id == wanted for one in targets):
                    value: ast.expr | None = getattr(node, "value", None)  # a loop has none
                    return value
        return None


def _called(call: ast.Call) -> str:
    """Return the name of what is called, without what it belongs to."""
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def _read_names(node: ast.expr) -> list[str]:
    """Return the names that an expression reads."""
    return [one.id for one in ast.walk(node) if isinstance(one, ast.Name)]


def _weight(call: ast.Call, maker: str) -> tuple[str, bool]:
    """Return the severity that a call gives, empty where it does not say, and whether it stops a build."""
    if maker in MAKERS:
        return MAKERS[maker]
    said = [one.attr.lower() for one in ast.walk(call) if isinstance(one, ast.Attribute) and _is_severity(one)]
    return said[0] if said else "", any(one.arg == "fatal" for one in call.keywords)


def _is_severity(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id == "Severity"


def _names(target: ast.expr | None) -> list[str]:
    """Return the names that a target binds, in order."""
    parts = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
    return [getattr(one, "id", "") for one in parts]


def _first(items: list[ast.expr]) -> ast.expr | None:
    return items[0] if items else None
