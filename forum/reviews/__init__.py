"""Review comments: what they mark, what is open, what became of each. Pure: no file is opened here."""
