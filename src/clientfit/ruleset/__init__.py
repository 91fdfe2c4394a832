"""Rule sets: what they hold, how they are read, and how their examples are checked."""
