"""What every engine is: a function from the facts of a case to an answer, made from a rule set."""

from collections.abc import Callable

from clientfit.facts import Facts
from clientfit.ruleset.model import RuleSet
from clientfit.verdict import Answer

Engine = Callable[[Facts], Answer]
"""Decides by one rule set."""
MakeEngine = Callable[[RuleSet], Engine]
"""Prepares an engine for a rule set."""
