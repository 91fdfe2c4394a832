"""From a client's record to facts: `reading` draws the way, the other modules are its stations."""
