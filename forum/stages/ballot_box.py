"""The ballots of a round on this machine, outside git: whom they went to, and what came back.

``.forum/ballots/ID/`` holds ``panel.json`` (the tokens), ``key.csv`` (where the coordinator may note
who has which), ``send/``, ``received/`` (a file a token) and ``comments.md``.
"""

from __future__ import annotations

import csv
import io
import json
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from forum.consensus.ballot_pages import Asked
from forum.consensus.ballots import VERSION, Ratings, ratings_of
from forum.diagnostics import UsageError
from forum.model import Ballot, Round, RoundFile
from forum.stages.cache import store
from forum.tools.files import spreadsheet_text
from forum.tools.templates import template_path

BALLOTS = ".forum/ballots"
_CONSONANTS = "bcdfghjklmnpqrstvwxz"  # no vowels: no words; no digits: no spreadsheet makes a date of it


_KEY = "save it as CSV with the columns that it had, or remove it: then it is made anew, without names"


class BallotBox:
    """The ballots of one round."""

    def __init__(self, root: Path, round_id: str) -> None:
        self.root, self.round = root, round_id
        self.folder = root / BALLOTS / round_id

    # --- the panel ---------------------------------------------------------------------

    def tokens(self) -> tuple[str, ...]:
        """Return the tokens that ballots were made for; none where there are no ballots here."""
        try:
            found = json.loads((self.folder / "panel.json").read_text(encoding="utf-8"))["tokens"]
        except FileNotFoundError:
            return ()
        except (OSError, ValueError, LookupError, TypeError) as wrong:
            message = f"{BALLOTS}/{self.round}/panel.json cannot be read: {wrong}"
            raise UsageError(message, "take it back from a copy: without it no ballot can be counted") from wrong
        return tuple(str(one) for one in found)

    def people(self) -> Mapping[str, str]:
        """Return who has which token, as far as the coordinator has noted it in ``key.csv``, in any spreadsheet.

        Raises:
            UsageError: it is there, and is not the table that it was.
        """
        try:
            text = spreadsheet_text((self.folder / "key.csv").read_bytes())
        except FileNotFoundError:
            return {}
        except OSError as unread:
            raise UsageError(f"{self._key} cannot be read: {unread.strerror or unread}", _KEY) from unread
        head = text.split("\n", 1)[0]
        found = csv.DictReader(io.StringIO(text), delimiter=max(";,\t", key=head.count))
        if not {"token", "person"} <= set(found.fieldnames or ()):
            raise UsageError(f"{self._key} has no columns token and person", _KEY)
        return {row["token"].strip(): row["person"].strip() for row in found if row["token"] and row["person"]}

    @property
    def _key(self) -> str:
        return f"{BALLOTS}/{self.round}/key.csv"

    # --- sending -----------------------------------------------------------------------

    def keep_panel(self, tokens: Sequence[str], people: Mapping[str, str]) -> None:
        """Write the tokens, and the key with those people whom the coordinator has named."""
        self._keep_to_ourselves()
        self._store("panel.json", json.dumps({"round": self.round, "tokens": list(tokens)}, indent=1) + "\n")
        lines = [["ballot", "token", "person"]]
        lines += [[f"{number:02}", token, people.get(token, "")] for number, token in enumerate(tokens, 1)]
        self._store("key.csv", _csv(lines, ","))

    def send(self, number: int, page: str, table: Sequence[Sequence[str]], delimiter: str) -> None:
        """Write one ballot to send out: as a page, and as a table."""
        self._store(f"send/ballot-{number:02}.html", page)
        self._store(f"send/ballot-{number:02}.csv", "\ufeff" + _csv(table, delimiter))

    def _keep_to_ourselves(self) -> None:
        """Keep ballots out of git, and from other users of this machine."""
        store(self.root / BALLOTS / ".gitignore", b"*\n")
        with suppress(OSError):  # a disk without permissions
            (self.root / BALLOTS).chmod(0o700)

    # --- what came back ----------------------------------------------------------------

    def received(self) -> dict[str, Ballot]:
        """Return the ballots that came back, by token.

        Raises:
            UsageError: one is damaged.
        """
        found = {}
        for path in sorted((self.folder / "received").glob("*.json")):
            try:
                found[path.stem] = msgspec.json.decode(path.read_bytes(), type=Ballot)
            except (OSError, msgspec.MsgspecError) as wrong:
                message = f"{path.relative_to(self.root)} is damaged: {wrong}"
                raise UsageError(message, "remove it, and collect the ballot again") from wrong
        return found

    def ratings(self, file: RoundFile) -> dict[str, Ratings]:
        """Return the ratings that came back, by token; of ballots that were given out only."""
        tokens = set(self.tokens())
        return {token: ratings_of(one, file) for token, one in self.received().items() if token in tokens}

    def keep(self, ballot: Ballot) -> None:
        """Put a ballot in the box, in the place of an earlier one of its token."""
        text = msgspec.json.format(msgspec.json.encode(ballot), indent=1)
        store(self.folder / "received" / f"{ballot.token}.json", text + b"\n")

    def set_aside(self) -> int:
        """Put the ballots that came back out of the count, in ``replaced/``; return how many."""
        kept = sorted((self.folder / "received").glob("*.json"))
        for path in kept:
            (self.folder / "replaced").mkdir(exist_ok=True)
            path.replace(self.folder / "replaced" / path.name)
        return len(kept)

    def keep_comments(self, comments: Mapping[str, Sequence[str]]) -> Path | None:
        """Write the comments, sorted, without tokens; None where there are none."""
        parts = [f"## {name}\n\n" + "\n".join(map(_quoted, some)) for name, some in comments.items()]
        if not parts:
            with suppress(FileNotFoundError):
                (self.folder / "comments.md").unlink()
            return None
        self._store("comments.md", f"# Comments in the round {self.round}\n\n" + "\n\n".join(parts) + "\n")
        return self.folder / "comments.md"

    def _store(self, name: str, text: str) -> None:
        store(self.folder / name, text.encode("utf-8", "replace"))


def _quoted(comment: str) -> str:
    return "- " + comment.replace("\n", "\n  ")


def _csv(lines: Sequence[Sequence[str]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(lines)
    return out.getvalue()


def new_token() -> str:
    """Return a token that nobody can guess, and that survives a spreadsheet."""
    letters = "".join(secrets.choice(_CONSONANTS) for _ in range(12))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def ballot_page(
    root: Path, one: Round, items: Sequence[Asked], token: str, forum: Mapping[str, str], words: Mapping[str, str]
) -> str:
    """Return a ballot as one self-contained page; ``forum`` has its title, notice and language."""
    values: dict[str, Any] = {"round": one, "items": items, "token": token, "forum": forum, "words": words}
    values |= {"version": VERSION, "second": any(item.earlier for item in items)}
    return str(_template(template_path(root, "ballots")).render(values))


@cache
def _template(folder: Path) -> Any:
    """Return the template of ballots in a folder; to compile it takes as long as to fill it in."""
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("ballot.html")
