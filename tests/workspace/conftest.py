"""A new workspace for each test, made once and copied."""

import shutil

import pytest

from forum.commands.init import init


@pytest.fixture(scope="session")
def made_once(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "w"
    init(folder, 'A "forum"')
    return folder


@pytest.fixture
def root(made_once, tmp_path):
    return shutil.copytree(made_once, tmp_path / "w")
