"""The stages from files to report that need pandoc or disk, each cached by content."""
