"""What a kernel gave for each cell, made into results that are equal in every run.

Pure: an executed notebook's cells in, stored values and pictures out.
"""

from __future__ import annotations

import ast
import base64
import hashlib
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from forum.model import Scalar

_PICTURES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg"}  # the best for print first
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]+")
_CELL_FILE = re.compile(r"\S*ipykernel_\d+[/\\]\d+\.py")
_STYLER = re.compile(r"\bT_[0-9a-f]{5,}(?=[\"_\s,{])")
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_NUMPY = re.compile(r"(?:np|numpy)\.(?:\w+\((?P<inner>.*)\)|(?P<truth>True|False)_)", re.DOTALL)
_FRACTION = re.compile(r"Fraction\((-?\d+), (\d+)\)|Decimal\('([^']+)'\)")
_R_VECTOR = re.compile(r"\[1\] +(\S+|\".*\")")
_WORDS = {"true": True, "TRUE": True, "false": False, "FALSE": False}
_LONGEST_VALUE = 10_000  # a longer text is no value that a sentence can hold


class StoredMedia(msgspec.Struct, frozen=True):
    """A picture of the store: its file's name in the entry, and the digest of its content."""

    mime: str
    file: str
    sha256: str


class StoredOutput(msgspec.Struct, frozen=True, omit_defaults=True):
    """One output of a cell."""

    value: Any = None
    text: str = ""
    html: str = ""
    markdown: str = ""
    media: tuple[StoredMedia, ...] = ()


StoredCells = tuple[tuple[StoredOutput, ...], ...]


@dataclass(frozen=True)
class Harvest:
    """The outputs of each cell, and the content of each picture by its file's name."""

    cells: StoredCells
    pictures: Mapping[str, bytes]


def harvest(cells: Sequence[Sequence[Mapping[str, Any]]], root: str = "") -> Harvest:
    """Return what to store of the outputs of each cell; paths in ``root`` become relative."""
    pictures: dict[str, bytes] = {}
    stored = tuple(
        tuple(
            output
            for position, raw in enumerate(outputs, start=1)
            if (output := _stored(raw, f"cell-{number}-{position}", len(outputs) == 1, root, pictures))
        )
        for number, outputs in enumerate(map(_merged, cells), start=1)
    )
    return Harvest(stored, pictures)


def digest_of(cells: StoredCells) -> str:
    """Return the SHA-256 over all results of a run, in hex."""
    text = json.dumps(msgspec.to_builtins(cells), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _merged(outputs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Join what was printed in pieces: how it was cut is chance. What went to stderr is left out."""
    merged: list[dict[str, Any]] = []
    for output in outputs:
        if output["output_type"] == "stream":
            if output["name"] != "stdout":
                continue
            if merged and merged[-1]["output_type"] == "stream":
                merged[-1]["text"] += _joined(output["text"])
                continue
            merged.append({"output_type": "stream", "text": _joined(output["text"])})
        else:
            merged.append(dict(output))
    return merged


def _stored(
    raw: Mapping[str, Any], name: str, alone: bool, root: str, pictures: dict[str, bytes]
) -> StoredOutput | None:
    if raw["output_type"] == "stream":
        text = steadied(raw["text"], root)
        # A kernel of a shell has no other way to give a value than to print it.
        value = value_of(text) if value_of(text) is not None else text.strip()[:_LONGEST_VALUE]
        return StoredOutput(text=text, value=value if alone else None)
    if raw["output_type"] == "error":
        return StoredOutput(text=f"{raw.get('ename', '')}: {steadied(raw.get('evalue', ''), root)}")
    data: Mapping[str, Any] = raw.get("data", {})
    text = steadied(_joined(data.get("text/plain", "")), root)
    media = tuple(_picture(mime, data[mime], name, pictures) for mime in _PICTURES if mime in data)
    html = _joined(data.get("text/html", ""))
    html = _STYLER.sub("T_0", steadied(html, root)) if "<table" in html else ""
    markdown = steadied(_joined(data.get("text/markdown", "") or data.get("text/latex", "")), root)
    value = None if media or html else value_of(text)
    output = StoredOutput(value=value, text=text, html=html, markdown=markdown, media=media)
    return None if output == StoredOutput() else output


def _picture(mime: str, content: Any, name: str, pictures: dict[str, bytes]) -> StoredMedia:
    text = _joined(content)
    found = steadied_svg(text).encode() if mime == "image/svg+xml" else base64.b64decode(text)
    file = f"{name}.{_PICTURES[mime]}"
    pictures[file] = found
    return StoredMedia(mime, file, hashlib.sha256(found).hexdigest())


def _joined(text: Any) -> str:
    return "".join(text) if isinstance(text, list) else str(text)


def steadied(text: str, root: str = "") -> str:
    """Return a text without what differs from run to run: addresses in memory, temporary paths, colours."""
    text = _CELL_FILE.sub("<cell>", _ADDRESS.sub("at 0x0", _ANSI.sub("", text)))
    return text.replace(root.rstrip("/") + "/", "") if root else text


def steadied_svg(svg: str) -> str:
    """Return an SVG without its metadata: the date and the program's version."""
    return _METADATA.sub("", svg)


def value_of(text: str) -> Scalar:
    """Return the number, text or truth value that a kernel printed; None if it is nothing of the kind."""
    text = text.strip()
    if len(text) > _LONGEST_VALUE:
        return None
    if match := _NUMPY.fullmatch(text):
        text = match["inner"] if match["truth"] is None else match["truth"]
    if match := _FRACTION.fullmatch(text):
        return float(match[3]) if match[3] else int(match[1]) / int(match[2])
    if match := _R_VECTOR.fullmatch(text):
        text = match[1]
    if text in _WORDS:
        return _WORDS[text]
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, int | float | str | bool) else None
