"""Documents as pandoc's AST: reading marks into meaning, pure."""
