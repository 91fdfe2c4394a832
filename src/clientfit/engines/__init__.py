"""Engines: each only prints the dual rail in its own language, and never reads the reference."""
