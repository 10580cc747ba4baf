"""What runs inside the Jupyter server; ``templates/jupyter`` switches it on."""

from __future__ import annotations

from typing import Any


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "forum.server"}]


def _load_jupyter_server_extension(server: Any) -> None:
    from forum.server.papers import add_to

    add_to(server)
