"""Merge what universities send: the same as ``forum merge``."""

import sys

from forum.cli import run

if __name__ == "__main__":
    sys.exit(run(["merge", *sys.argv[1:]]))
