"""What changed between two states of a workspace, in the terms of the forum: pure, values in and values out."""
