"""A paper as a Word file, out and back: pure rules; pandoc is called by ``forum.stages``."""
