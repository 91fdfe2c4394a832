"""What holds of a rule set over every possible input, unknown and bounded facts included.

::

    conditions -- dual rail --> formulas --> cells --> space of inputs --+
    rows -- walk (what is decided of a whole set of inputs) -------------+--> search --> witness
    always -- world (which inputs are possible) -------------------------+
                                                     goals (promises) --> prove
                                                  two walks at once --> diff

A witness is replayed by the reference before it is shown. Z3 (`solver`) answers the same questions
from the printed rails alone, and both must agree.
"""

from clientfit.verify.consistency import inconsistencies
from clientfit.verify.diff import Diff, Difference, Shift, diff
from clientfit.verify.problem import Nothing, NotProved
from clientfit.verify.prove import ProofReport, Prover, Reached, Result, prove
from clientfit.verify.splitter import Witness, changes, difference, satisfiable

__all__ = [
    "Diff",
    "Difference",
    "NotProved",
    "Nothing",
    "ProofReport",
    "Prover",
    "Reached",
    "Result",
    "Shift",
    "Witness",
    "changes",
    "diff",
    "difference",
    "inconsistencies",
    "prove",
    "satisfiable",
]
