"""The outermost gate of the rule language: text becomes Python's own syntax tree, or is refused."""

import ast

MAX_LENGTH = 500
MAX_NESTING = 12


class Refused(Exception):  # noqa: N818  it never leaves the language package
    """A condition was refused; carries the sentence and the mend."""

    def __init__(self, message: str, hint: str = "") -> None:
        self.message, self.hint = message, hint
        super().__init__(message)


def read_syntax(text: str) -> ast.expr:
    """Parse text into Python's own syntax tree, without running anything.

    Raises:
        Refused: it is too long, too deep, or not an expression.
    """
    if len(text) > MAX_LENGTH:
        raise Refused(f"this line has {len(text)} characters, the limit is {MAX_LENGTH}")
    try:
        found = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        if "=" in text and "==" not in text and not any(s in text for s in ("<", ">", "!=")):
            raise Refused(f"cannot read '{text}'", "to compare, write == with two signs") from None
        for wrong, right in (("=>", ">="), ("=<", "<="), ("<>", "!=")):
            if wrong in text:
                raise Refused(f"cannot read '{text}'", f"write {right} instead of {wrong}") from None
        raise Refused(f"cannot read '{text}' ({error.msg})") from None
    except (ValueError, RecursionError, MemoryError):
        raise Refused("cannot read this line; it is nested too deeply or has odd characters") from None
    level: list[ast.AST] = [found]
    for _ in range(MAX_NESTING):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    if level:
        hint = "declare a fact with `from:` for a part of it"
        raise Refused(f"this line is nested more than {MAX_NESTING} levels deep", hint)
    return found
