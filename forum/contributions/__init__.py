"""What universities send in: what it may hold, what it touches, what is said of it. Pure."""
