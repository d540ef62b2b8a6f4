"""The stub of a kata: its model solution with the bodies cut out."""

from __future__ import annotations

import re

BODY = re.compile(
    r"^(?P<indent>[ ]*)# BEGIN SOLUTION\n(?:.*\n)*?(?P=indent)# END SOLUTION\n", re.MULTILINE
)
MARK = re.compile(r"^ *# (?:BEGIN|END) SOLUTION\n", re.MULTILINE)
DERIVATION = re.compile(r'\A"""(?P<title>[^\n]*)\n(?:.*\n)*?"""\n')


def cut(solution: str) -> str:
    """The stub of a solution: bodies raise NotImplementedError, the derivation above is gone.

    Only the first line of the module's docstring is kept; the rest explains the answer.
    """
    titled = DERIVATION.sub(r'"""\g<title>"""' + "\n", solution, count=1)
    return BODY.sub(r"\g<indent>raise NotImplementedError" + "\n", titled)


def answer(solution: str) -> str:
    """The solution as a filled-in stub: no derivation above, no marks around the bodies."""
    titled = DERIVATION.sub(r'"""\g<title>"""' + "\n", solution, count=1)
    return MARK.sub("", titled)


def derivation(solution: str) -> str:
    """What the module's docstring says below its first line."""
    match = DERIVATION.match(solution)
    return match[0].partition("\n")[2].removesuffix('"""\n').strip() if match else ""
