"""New files in JupyterLab begin as the forum's templates: a parameterised notebook, a paper."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

from forum.documents.filling import fill, json_text
from forum.tools.templates import template_path


class ForumContents(AsyncLargeFileManager):
    """The server's own contents manager, but that a new notebook comes from ``templates/new/notebook.ipynb``."""

    async def new(self, model: dict[str, Any] | None = None, path: str = "") -> Any:
        """Create a file; an empty notebook inside ``notebooks/`` becomes the template."""
        if model is not None and path.startswith("notebooks/") and path.endswith(".ipynb") and "content" not in model:
            model = {**model, "type": "notebook", "format": "json", "content": self._notebook(Path(path).stem)}
        return await super().new(model, path)  # type: ignore[no-untyped-call]  # the server has no types here

    def _notebook(self, name: str) -> Any:
        template = template_path(Path(self.root_dir), "new/notebook.ipynb").read_text(encoding="utf-8")
        return json.loads(fill(template, {"title": json_text(name), "slug": name}))
