"""Run by each Python kernel before its first cell: notes which files of the workspace are opened.

It also keeps bytecode out of the notebook's folder: Python takes a module for
unchanged if its size and the second of its last change are.

The worker copies this file into the kernel's own IPython profile. It uses the
standard library only, because the kernel's environment need not have ``forum``,
and it leaves no name behind.
"""


def _forum() -> None:
    import importlib.machinery
    import os
    import sys

    if sys.modules.get("debugpy", sys) is None:  # only the kernel itself goes without it
        del sys.modules["debugpy"]
    log, root = os.environ.pop("FORUM_OPENED", ""), os.environ.pop("FORUM_ROOT", "")
    if not log or not root:
        return
    note = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    inside = os.path.join(os.path.realpath(root), "")  # noqa: PTH118 (pathlib would slow every open)
    seen = set()

    def hook(event: str, arguments: tuple) -> None:  # type: ignore[type-arg]
        if event not in ("open", "sqlite3.connect"):
            return
        path = arguments[0]
        if not isinstance(path, str | bytes | os.PathLike):
            return  # a descriptor: it was opened under its name before
        try:
            path = os.path.realpath(os.fsdecode(path))
        except (OSError, ValueError):
            return
        if path.startswith(inside) and path not in seen:
            seen.add(path)
            mode, flags = (arguments[1] or "", arguments[2] or 0) if event == "open" else ("r", 0)
            made = flags & (os.O_WRONLY | os.O_RDWR) or set("wax+") & set(str(mode))
            os.write(note, ("w" if made else "r").encode() + os.fsencode(path) + b"\0")

    sys.addaudithook(hook)
    folder = os.path.join(os.path.realpath(os.curdir), "")  # noqa: PTH118
    loader = importlib.machinery.SourceFileLoader
    write = getattr(loader, "_cache_bytecode", None)
    if write is None:
        sys.dont_write_bytecode = True
        return

    def write_elsewhere(self: object, source_path: str, bytecode_path: str, data: bytes) -> None:
        if not os.path.realpath(source_path).startswith(folder):
            write(self, source_path, bytecode_path, data)

    loader._cache_bytecode = write_elsewhere  # type: ignore[attr-defined]


_forum()
del _forum
