"""``python -m forum`` is ``forum``."""

from forum.cli import main

main()
