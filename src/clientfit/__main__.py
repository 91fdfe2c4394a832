"""The entry point of the command line; says what to install where its packages are missing."""

import sys


def main() -> None:
    """Run the command line."""
    try:
        from clientfit.cli import app  # noqa: PLC0415  the packages of the command line are an extra
    except ModuleNotFoundError as error:
        if error.name not in ("typer", "rich"):
            raise
        sys.exit('The command line needs typer and rich: python -m pip install "clientfit[cli]"')
    app()


if __name__ == "__main__":
    main()
