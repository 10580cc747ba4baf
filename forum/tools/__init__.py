"""One module for each outside program; nothing else calls that program."""
