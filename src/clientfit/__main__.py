"""The entry point of the command line; says what to install where its packages are missing."""

import sys

_INTERRUPTED = 130
"""The exit code that shells give to a command that Ctrl-C ended."""


def main() -> None:
    """Run the command line."""
    try:
        from clientfit.cli import app  # noqa: PLC0415  the packages of the command line are an extra
    except ModuleNotFoundError as error:
        if error.name not in ("typer", "rich"):
            raise
        sys.exit('The command line needs typer and rich: python -m pip install "clientfit[cli]"')
    except KeyboardInterrupt:  # while it loads; later on, each command says what is left
        sys.exit(_INTERRUPTED)
    app()


if __name__ == "__main__":
    main()
