"""The rule language: its nodes, its reader, its type checker, and its dual rail."""
