"""Fuzz one target with atheris, guided by the branches that our code takes.

`python tests/fuzz/guided.py expression 60` runs for so many seconds, from the corpus beside it. What it
finds is printed; once it is mended, it is kept in the corpus.
"""

import sys
import warnings

import atheris

with atheris.instrument_imports(include=["clientfit"]):
    from targets import CORPUS, TARGETS


def main(name: str, seconds: str) -> None:
    warnings.simplefilter("ignore")  # odd escapes in what is fuzzed are Python's to warn of
    options = ["-max_total_time=" + seconds, "-max_len=2000", "-timeout=20"]
    atheris.Setup([sys.argv[0], *options, str(CORPUS / name)], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
