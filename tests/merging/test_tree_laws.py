"""The laws of merging, on whole trees that two people change at random: renamed, deleted, moved, edited."""

from __future__ import annotations

from collections import Counter
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from mutations import BIB, MAPPING, PROSE, ROOT, YAML, dumped, lost, mutated, notebook
from test_tree import Blobs, Files, texts

from forum.merging.tree import MergedTree, merge_trees

SEEDS = st.integers(0, 2**32)
BASE: dict[str, str] = {
    "papers/one/paper.md": PROSE,
    "papers/one/references.bib": BIB,
    "papers/one/figures/a.svg": "<svg>one</svg>\n",
    "papers/two/paper.md": "# Of something else\n\n" + "".join(f"It has sentence {n} of its own.\n" for n in range(30)),
    "papers/two/copy.svg": "<svg>one</svg>\n",
    "people.yaml": YAML,
    "notebooks/n.params.yaml": MAPPING,
    "notebooks/n.ipynb": dumped(notebook()).decode(),
    "a": "a plain file\n",
}


def changed(files: dict[str, str], random: Random, tag: str) -> dict[str, str]:
    """Return a tree after a few changes; what is new has the tag in it."""
    files = dict(files)
    for turn in range(random.randint(1, 5)):
        path = random.choice(sorted(files))
        new = f"{tag}{turn}"
        change = random.choice(("edit", "edit", "edit", "delete", "rename", "same name", "folder", "add", "add folder"))
        if change == "edit" and not path.endswith(".ipynb"):
            files[path] = mutated(files[path], random, new)
        elif change == "delete" and len(files) > 1:
            del files[path]
        elif change in ("rename", "same name"):
            name = random.choice(("shared.md", f"{new}.md")) if change == "rename" else path.rsplit("/", 1)[-1]
            files.setdefault(f"{random.choice(('papers/one', 'papers/two', 'else'))}/{name}", files.pop(path))
        elif change == "folder":
            old, to = f"papers/{random.choice(('one', 'two'))}/", f"papers/{random.choice(('three', new))}/"
            files = {one.replace(old, to): text for one, text in files.items()}
        elif change.startswith("add"):
            name = random.choice(("shared.md", f"{new}.md", "a", "a/b.md"))
            name = name if name.startswith("a") else f"papers/one/{name}"
            if not any(one.startswith(f"{name}/") or name.startswith(f"{one}/") for one in files):
                files.setdefault(name, f"{new} is a file of its own.\n")
    return files


def merged(base: Files, ours: Files, theirs: Files) -> tuple[MergedTree, Blobs]:
    blobs = Blobs()
    return merge_trees(blobs.tree(base), blobs.tree(ours), blobs.tree(theirs), blobs.read), blobs


def told(result: MergedTree, blobs: Blobs) -> str:
    """Return all that a merge still has: its files, and the versions of what is at odds."""
    sides = [side for one in result.conflicts for side in (one.base, one.ours, one.theirs) if side]
    return "\n".join([*texts(result, blobs).values(), *(blobs.known[side].decode() for side in sides)])


@settings(max_examples=200, deadline=None)
@given(seed=SEEDS)
def test_nothing_is_lost(seed: int) -> None:
    random = Random(seed)
    ours, theirs = changed(BASE, random, "ours"), changed(BASE, random, "theirs")

    result, blobs = merged(BASE, ours, theirs)

    everything = ("\n".join(side.values()) for side in (BASE, ours, theirs))
    assert lost(*everything, told(result, blobs)) == []
    assert not {str(folder) for path in result.files for folder in path.parents} & {str(path) for path in result.files}


@settings(max_examples=100, deadline=None)
@given(seed=SEEDS)
def test_who_changed_nothing_adds_nothing(seed: int) -> None:
    ours = changed(BASE, Random(seed), "ours")

    for sides in ((BASE, BASE, ours), (BASE, ours, BASE), (BASE, ours, ours)):
        result, blobs = merged(*sides)
        assert result.conflicts == ()
        assert texts(result, blobs) == ours


@settings(max_examples=200, deadline=None)
@given(seed=SEEDS)
def test_both_orders_give_the_same_conflicts_and_places(seed: int) -> None:
    random = Random(seed)
    ours, theirs = changed(BASE, random, "ours"), changed(BASE, random, "theirs")

    (there, _), (back, _) = merged(BASE, ours, theirs), merged(BASE, theirs, ours)

    assert there.files.keys() == back.files.keys()
    assert Counter((one.path, one.reason, one.base, one.ours, one.theirs) for one in there.conflicts) == Counter(
        (one.path, one.reason, one.base, one.theirs, one.ours) for one in back.conflicts
    )


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS)
def test_nothing_is_lost_from_this_repositorys_own_papers(seed: int) -> None:
    random = Random(seed)
    paths = sorted((ROOT / "recommendations").rglob("*.*"))
    base = {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in paths if path.suffix in (".md", ".yaml")}
    ours, theirs = changed(base, random, "ours"), changed(base, random, "theirs")

    result, blobs = merged(base, ours, theirs)

    assert lost(*("\n".join(side.values()) for side in (base, ours, theirs)), told(result, blobs)) == []
