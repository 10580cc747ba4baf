"""Where the program begins: ``forum``, and ``python -m forum``.

It loads next to nothing itself, so that an interruption while the rest is loaded
ends as quietly as a later one.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run the program, and end the process with its exit code."""
    try:
        from forum.cli import run

        code = run()
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
