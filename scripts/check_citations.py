"""Check the workspace, or the files handed over: the same as ``forum check``."""

import sys

from forum.cli import run

if __name__ == "__main__":
    sys.exit(run(["check", *sys.argv[1:]]))
