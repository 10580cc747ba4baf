"""One module a command: orchestrates, returns an Outcome, prints nothing."""
