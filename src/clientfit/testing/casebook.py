"""Where the casebook lies: real stories with the outcome that each expects."""

from pathlib import Path


def casebook_path() -> Path:
    """The directory of the stories: inside the installed package, or beside the sources."""
    installed = Path(__file__).parent.parent / "_casebook"
    sources = Path(__file__).parents[3] / "docs" / "examples" / "casebook"
    return installed if installed.is_dir() else sources
