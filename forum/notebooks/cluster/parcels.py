"""What travels to a cluster: a parcel for each run, and by its digest all that runs have in common."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from forum.notebooks.cluster.environments import Environment
from forum.notebooks.jobs import job_of
from forum.notebooks.limits import Limits
from forum.notebooks.messages import Job
from forum.notebooks.plan import Task
from forum.notebooks.store import encoded
from forum.notebooks.warming import forkable, wanted_modules

_SETTINGS = "matplotlibrc"  # Matplotlib reads it in the folder that a run works in


class Bundle(msgspec.Struct, frozen=True):
    """All that the runs of one notebook have in common; a worker gets it once.

    ``job`` lacks what belongs to one run, and its paths are relative to the workspace.
    ``files`` are those that the runs find, by path in the workspace, with their digests.
    ``modules`` are loaded ahead where kernels are forked, which ``forks`` tells.
    """

    job: Job
    files: dict[str, str]
    environment: Environment
    modules: tuple[str, ...] = ()
    forks: bool = False


@dataclass(frozen=True)
class Parcel:
    """One run: what its notebook's bundle does not tell. ``session`` is one use of the cluster."""

    session: str
    number: int
    name: str
    parameters: Mapping[str, Any]
    bundle: str


@dataclass(frozen=True)
class Freight:
    """Parcels in the order of the tasks, and what they refer to: bytes, or the file that has them."""

    parcels: tuple[Parcel, ...]
    contents: Mapping[str, bytes | Path]


def pack(root: Path, tasks: Sequence[Task], limits: Limits, environment: Environment, session: str) -> Freight:
    """Return what a cluster needs to execute tasks."""
    by_slug = {task.notebook.slug: task for task in tasks}
    forks = {slug for slug, task in by_slug.items() if forkable(root, task.notebook)}
    modules = wanted_modules(root, [by_slug[slug].notebook for slug in sorted(forks)])
    contents: dict[str, bytes | Path] = {}
    digests = {}
    for slug, task in by_slug.items():
        files = _files(root, task)
        contents |= {digest: root / name for name, digest in files.items()}
        job = msgspec.structs.replace(job_of(task, Path(), Path(), limits), name="", parameters={})
        bundle = encoded(Bundle(job, files, environment, modules, slug in forks))
        digests[slug] = hashlib.sha256(bundle).hexdigest()
        contents[digests[slug]] = bundle
    parcels = tuple(
        Parcel(session, number, str(task.run), dict(task.run.parameters), digests[task.notebook.slug])
        for number, task in enumerate(tasks)
    )
    return Freight(parcels, contents)


def _files(root: Path, task: Task) -> dict[str, str]:
    """Return the files that a run may read, by path in the workspace."""
    folder = task.notebook.path.parent
    declared = {**task.inputs.data, **task.inputs.modules}
    files = {PurePosixPath(os.path.normpath(folder / name)).as_posix(): digest for name, digest in declared.items()}
    settings = root / folder / _SETTINGS
    if settings.is_file():
        files[(folder / _SETTINGS).as_posix()] = hashlib.sha256(settings.read_bytes()).hexdigest()
    return files
