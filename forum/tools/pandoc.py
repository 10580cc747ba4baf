"""Pandoc by pypandoc: the only module that starts it, always in its sandbox."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from msgspec.json import decode, encode

from forum.diagnostics import UsageError
from forum.documents.ast import iterate

# Why each extension is on or off: TRAPS in the design notes, and docs/markdown.md.
_LINKING = "+autolink_bare_uris"
MARKDOWN = f"markdown-raw_tex-raw_attribute-latex_macros{_LINKING}"

# Where a bare address or an e-mail address may be. Looking for one at each word takes pandoc a third of its time;
# a text that cannot hold one is read without, to the same blocks. What pandoc takes for one: Text.Pandoc.Parsing,
# ``uri`` and ``emailAddress``; it drops \r before it looks. Every scheme that it knows ends in a letter or a digit
# (Text.Pandoc.URI), unlike the ``--:`` of a table.
_ADDRESS = re.compile(r"[:@](?:(?<=[^\W_]:)[^ \t\n]|(?<=@)(?<![ \t\n\[(]@)(?<!\[-@))")


class PandocError(Exception):
    """Pandoc refused its input; the text is what it said."""


@cache
def executable() -> str:
    """Return the path of pandoc; found without importing pypandoc, which is slow.

    Raises:
        UsageError: no pandoc is installed.
    """
    # The wheel of pypandoc-binary puts it there; asking pypandoc itself would start two processes.
    import importlib.util

    spec = importlib.util.find_spec("pypandoc")
    if spec and spec.origin:
        for name in ("pandoc", "pandoc.exe"):
            inside = Path(spec.origin).parent / "files" / name
            if inside.is_file():
                return str(inside)
    try:
        import pypandoc

        return str(pypandoc.get_pandoc_path())
    except OSError as missing:
        raise UsageError("pandoc is not installed", "pip install pypandoc-binary") from missing


def run(arguments: Sequence[str], text: str | bytes, patient: bool = False) -> bytes:
    """Return what pandoc prints for ``text`` on its standard input.

    ``patient`` lets the rest of this process go first where both want the processor.

    Raises:
        PandocError: with pandoc's own message.
    """
    with subprocess.Popen(  # noqa: S603 (a list, no shell; our own binary)
        [executable(), "--sandbox", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    ) as process:
        try:
            if patient and hasattr(os, "setpriority"):
                with suppress(ProcessLookupError):  # it is through already
                    os.setpriority(os.PRIO_PROCESS, process.pid, _PATIENT)
            made, said = process.communicate(text.encode() if isinstance(text, str) else text)
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise PandocError(said.decode(errors="replace").strip())
    return made


_PATIENT = 15  # of 19, by which a process is nice to others


def version() -> str:
    """Return pandoc's own version, which is not that of the package that brings it."""
    return run(["--version"], "").decode().partition("\n")[0].removeprefix("pandoc ")


def read(text: str, reader: str = MARKDOWN) -> list[Any]:
    """Return the blocks of a text; its metadata is dropped, so it can name no file."""
    document = decode(run(["-f", _quickest(reader, text), "-t", "json"], text))
    return list(document["blocks"])


# Reads from standard input texts with their sizes and formats before them, prints what becomes of them with its
# size; nothing stands for what pandoc refuses.
_MANY = """
%s
local size, format = io.read("n", "L")
while size do
  local text = size > 0 and io.read(size) or ""
  io.read("L")
  local ok, made = pcall(made_of, text, format:match("%%S+"))
  made = ok and made or ""
  io.write(#made, "\\n", made, "\\n")
  size, format = io.read("n", "L")
end
"""
# An empty list of files for a reader means that it runs in pandoc's sandbox.
_READ = """
local function made_of(text, format)
  return pandoc.write(pandoc.Pandoc(pandoc.read(text, format, {}, {}).blocks), "json")
end
"""
_WRITE = """
local options = pandoc.WriterOptions{wrap_text = "wrap-none", highlight_method = "none"}
local function made_of(text, format)
  return pandoc.write(pandoc.read(text, "json", {}, {}), format, options)
end
"""


def read_many(texts: Sequence[str], reader: str = MARKDOWN) -> list[list[Any] | None]:
    """Return the blocks of texts as ``read`` does, by one process; None for a text that pandoc refuses."""
    return [None if blocks is None else list(json.loads(blocks)) for blocks in read_many_json(texts, reader)]


def read_many_json(texts: Sequence[str], reader: str = MARKDOWN) -> list[bytes | None]:
    """Return what ``read_many`` does, the blocks of each text as JSON."""
    made = _many(_READ, [(text.encode(), _quickest(reader, text)) for text in texts])
    return [_blocks(one) if one else None for one in made]


def _quickest(reader: str, text: str) -> str:
    """Return a reader that makes the same of a text in less time, if there is one."""
    return reader if _ADDRESS.search(text) else reader.removesuffix(_LINKING)


def write_many(documents: Sequence[bytes], writer: str) -> list[bytes | None]:
    """Return documents, given as JSON, in another format, by one process; None for one that pandoc refuses.

    As by ``write`` with ``--wrap=none`` and ``--syntax-highlighting=none``.
    """
    return [one or None for one in _many(_WRITE, [(one, writer) for one in documents])]


def _many(script: str, sources: Sequence[tuple[bytes, str]]) -> list[bytes]:
    """Return what a script makes of each source with its format; nothing at all where pandoc fails as a whole."""
    done = subprocess.run(  # noqa: S603 (a list, no shell; our own binary)
        [executable(), "lua", "-e", _MANY % script],
        input=b"".join(b"%d %b\n%b\n" % (len(source), form.encode(), source) for source, form in sources),
        capture_output=True,
        check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    made: list[bytes] = []
    at = 0
    while done.returncode == 0 and at < len(done.stdout):
        line = done.stdout.index(b"\n", at)
        end = line + 1 + int(done.stdout[at:line])
        made.append(done.stdout[line + 1 : end])
        at = end + 1
    return made if len(made) == len(sources) else [b""] * len(sources)


_HEAD = re.compile(rb'\{"pandoc-api-version":\[[\d,]*\],"meta":\{\},"blocks":(?=\[)')


def _blocks(document: bytes) -> bytes:
    """Return the blocks of a document of pandoc's as JSON; they come last, after metadata that is empty."""
    head = _HEAD.match(document)
    if head is not None:
        return document[head.end() :].rstrip()[:-1]
    return json.dumps(json.loads(document)["blocks"], ensure_ascii=False).encode()


def write(document: Any, writer: str, *arguments: str, patient: bool = False) -> bytes:
    """Return a document written in another format; ``patient`` as for ``run``."""
    return run(["-f", "json", "-t", writer, *arguments], encode(document), patient)


def csl_items(bibliography: str, reader: str) -> list[dict[str, Any]]:
    """Return a bibliography's CSL items; the reader is ``biblatex``, ``csljson`` or ``bibtex``."""
    items: list[dict[str, Any]] = json.loads(run(["-f", reader, "-t", "csljson"], bibliography))
    return items


def biblatex(items: Sequence[Any]) -> bytes:
    """Return CSL items as a ``.bib`` file."""
    return run(["-f", "csljson", "-t", "biblatex"], json.dumps(list(items), ensure_ascii=False))


def cite(blocks: Sequence[Any], references: Sequence[Any], style: Path, language: str) -> list[Any]:
    """Return blocks with every citation printed by citeproc, and the bibliography in ``#refs``.

    Over the whole report at once, so that 2020a and 2020b and running numbers are right.
    """
    document = {"pandoc-api-version": [1, 23, 1], "meta": {}, "blocks": list(blocks)}
    with tempfile.TemporaryDirectory(prefix="forum-") as folder:
        bibliography = Path(folder) / "references.json"
        bibliography.write_text(json.dumps(list(references), ensure_ascii=False), encoding="utf-8")
        options = [f"--bibliography={bibliography}", f"--csl={style}", "-Mlink-citations=true", f"-Mlang={language}"]
        done = run(["-f", "json", "-t", "json", "--citeproc", *options], encode(document))
    return list(decode(done)["blocks"])


def tables(htmls: Sequence[str]) -> list[Any]:
    """Return the first table of each HTML text as a node, None where there is none."""
    found = []
    for html in htmls:
        blocks = read(html, "html")
        found.append(next((node for node in iterate(blocks) if node["t"] == "Table"), None))
    return found
