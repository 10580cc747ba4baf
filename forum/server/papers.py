"""A paper made from JupyterLab's launcher, by what ``forum new paper`` does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import url_path_join
from tornado import web

from forum.commands.new import new_paper
from forum.diagnostics import UsageError

_BAD_REQUEST = 400


class PapersHandler(APIHandler):
    """``POST {"title": …}`` makes a paper and answers with its path; a title that will not do, with why."""

    @web.authenticated
    async def post(self) -> None:
        """Make a paper in the folder that the server shows."""
        asked = self.get_json_body()
        title = str(asked.get("title", "")).strip() if isinstance(asked, dict) else ""
        try:
            made = new_paper(Path(self.contents_manager.root_dir), title).value
        except UsageError as refused:
            self.set_status(_BAD_REQUEST)
            await self.finish(json.dumps({"message": "\n".join([str(refused), *refused.hints])}))
            return
        await self.finish(json.dumps({"path": str(made.paths[0])}))


def add_to(server: Any) -> None:
    """Add what JupyterLab's side asks for to a server."""
    address = url_path_join(server.web_app.settings["base_url"], "forum", "papers")
    server.web_app.add_handlers(".*$", [(address, PapersHandler)])
