"""Retracted works: Retraction Watch's table as a small dated snapshot, and the check against it."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from forum.citations import scholarly
from forum.citations.identity import identifiers_of
from forum.citations.records import Collection
from forum.diagnostics import Diagnostic, error, warning

COLUMNS = ("OriginalPaperDOI", "RetractionNature", "RetractionDate")
_KINDS = {"retraction": "retracted", "expression of concern": "concern", "reinstatement": "reinstated"}


@dataclass(frozen=True)
class Notice:
    """What became of a work: ``retracted`` or ``concern``, when, and by which notice."""

    kind: str
    date: str
    notice: str


def gravest(notices: Iterable[Notice]) -> Notice:
    """Return a retraction before a concern, and one that has a date before one that has none."""
    return max(notices, key=lambda one: (one.kind == "retracted", one.date))


@dataclass(frozen=True)
class Snapshot:
    """Retractions as known on a day, by ``doi:…`` or ``pmid:…``."""

    imported: str = ""
    notices: Mapping[str, Notice] = field(default_factory=lambda: MappingProxyType({}))

    def written(self) -> str:
        """Return the snapshot as JSON, sorted."""
        works = {key: [one.kind, one.date, one.notice] for key, one in sorted(self.notices.items())}
        return json.dumps({"imported": self.imported, "works": works}, ensure_ascii=False, indent=0) + "\n"


def read_snapshot(text: str) -> Snapshot:
    """Return a snapshot that ``written`` wrote.

    Raises:
        ValueError: it is none.
    """
    loaded: Any = json.loads(text)
    try:
        works = {str(key): Notice(*map(str, one)) for key, one in loaded["works"].items()}
        return Snapshot(str(loaded["imported"]), works)
    except (KeyError, TypeError, AttributeError) as other:
        raise ValueError("this is no snapshot of retractions") from other


def from_retraction_watch(text: str, imported: datetime.date) -> Snapshot:
    """Return Retraction Watch's CSV as a snapshot; corrections are no retractions.

    The latest notice on a work counts, so that one that was reinstated is in order.

    Source: Crossref, "Retraction Watch data", user guide of the columns.

    Raises:
        ValueError: the columns are not there.
    """
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""))
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        raise ValueError(f"it has no column {missing[0]}")
    latest: dict[str, Notice] = {}
    for row in rows:
        kind = _KINDS.get((row.get("RetractionNature") or "").strip().lower())
        if kind is None:
            continue
        notice = Notice(
            kind, _day(row.get("RetractionDate") or ""), scholarly.doi(row.get("RetractionDOI") or "") or ""
        )
        for key in _keys(row):
            if key not in latest or latest[key].date <= notice.date:
                latest[key] = notice
    kept = {key: one for key, one in latest.items() if one.kind != "reinstated"}
    return Snapshot(imported.isoformat(), kept)


def _keys(row: Mapping[str, str | None]) -> Iterator[str]:
    doi = scholarly.doi(row.get("OriginalPaperDOI") or "")
    pmid = scholarly.pmid(row.get("OriginalPaperPubMedID") or "")
    yield from ([f"doi:{doi}"] if doi else [])
    yield from ([f"pmid:{pmid}"] if pmid else [])


def _day(text: str) -> str:
    """Return a date as ISO 8601; the table has month/day/year, with a time."""
    parts = text.partition(" ")[0].split("/")
    if len(parts) == 3 and all(part.isdecimal() for part in parts):
        return f"{parts[2]}-{int(parts[0]):02}-{int(parts[1]):02}"
    return text[:10]


def retracted(collection: Collection, snapshot: Snapshot) -> Iterator[Diagnostic]:
    """Yield an error for each retracted work, a warning for an expression of concern.

    Not for a record whose ``note`` or title says it: then readers are told.
    """
    if not snapshot.notices:
        return
    for record in collection.records:
        said = f"{record.get('note')} {record.get('title')} {record.get('relation')}".lower()
        for one in identifiers_of(record):
            notice = snapshot.notices.get(str(one))
            if notice is None:
                continue
            notes = f" ({notice.notice})" if notice.notice else ""
            known = f"as known on {snapshot.imported}"
            day = f" on {notice.date}" if notice.date else ""
            if notice.kind == "retracted" and "retract" not in said:
                message = f"this work was retracted{day}{notes}, {known}"
                yield error(
                    "work-retracted", message, record.place(), "cite another, or say it in note = {Retracted …}"
                )
            elif notice.kind == "concern" and "concern" not in said:
                message = f"there is an expression of concern about this work, of {notice.date}{notes}, {known}"
                yield warning("work-concern", message, record.place(), "read it; say it in note if you keep the work")
            break
