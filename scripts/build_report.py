"""Build the consolidated report: the same as ``forum build``, with the same options and exit codes."""

import sys

from forum.cli import run

if __name__ == "__main__":
    sys.exit(run(["build", *sys.argv[1:]]))
