"""Files that cannot be read, and files that say what has no meaning."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from forum.explanations.explanation import Explanation, doubtful, stop, wrong

CODES: Mapping[str, Explanation] = MappingProxyType(
    {
        "file-unreadable": stop(
            "The computer refuses to open the file: its permissions forbid it, or it has just been moved. "
            "A report without it would silently lack a part.",
            "Give yourself permission to read it, or put it back; then run the command again.",
        ),
        "encoding": stop(
            "The file is not in UTF-8, the one encoding that holds every script. "
            "Reading it as something else would turn letters such as é into nonsense.",
            "Open it in your editor and save it with the encoding UTF-8.",
        ),
        "path-outside": wrong(
            "The file is a link that leads out of the workspace, or to nothing, and is not read. "
            "What lies elsewhere on one computer is not there on anyone else's.",
            "Replace the link by a copy of the file, or remove it.",
        ),
        "yaml-syntax": stop(
            "The YAML, in a file of its own or at the top of a paper, does not follow YAML's rules, "
            "so nothing in it can be used.",
            "Look at the line that is named and the one above it. Mostly a colon, a bracket or an `@` stands "
            "in a text without quotes, or the indentation is uneven.",
        ),
        "yaml-tab": stop(
            "A tab character stands in the YAML, which is indented by spaces only; nothing after it can be understood.",
            "Replace the tab by spaces.",
        ),
        "yaml-aliases": stop(
            "The YAML repeats parts of itself by aliases (`*name`) until it is too large, or without end.",
            "Write the repeated part out instead of naming it by an alias.",
        ),
        "key-duplicate": stop(
            "The same key stands twice in one part of a YAML file. Which of the two is meant cannot be known.",
            "Remove one of them; the message names the line of the first.",
        ),
        "toml-syntax": stop(
            "The TOML does not follow TOML's rules. In `forum.toml` that means that nothing about the report is known.",
            "Look at the line that is named: mostly a text lacks its quotes, a bracket is not closed, "
            "or a `[table]` stands twice.",
        ),
        "json-syntax": stop(
            "A bibliography in JSON does not follow JSON's rules, so none of its references can be used.",
            "Export it again from your reference manager, or mend the place that is named.",
        ),
        "key-missing": wrong(
            "A key that has to be there is missing. A stand-in is used where there is one, such as the folder's name "
            "for a title; otherwise that part of the file is left out.",
            "Add the key.",
        ),
        "key-unknown": doubtful(
            "The file has a key that means nothing to the program. Mostly it is misspelt, "
            "and what was meant does not happen.",
            "Correct the spelling, or remove the key.",
        ),
        "value-type": wrong(
            "A value is of the wrong kind, such as a text where a list is expected. "
            "A default is used in its place, or that part is left out.",
            "Write it in the way that the message names.",
        ),
        "value-unknown": wrong(
            "Only certain words may stand here, and this is none of them. "
            "A default is used in its place, or that part is left out.",
            "Choose one of the words that the message lists.",
        ),
    }
)
