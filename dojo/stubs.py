"""The stub of a kata: its model solution with the bodies cut out."""

from __future__ import annotations

import re

BODY = re.compile(
    r"^(?P<indent>[ ]*)# BEGIN SOLUTION\n(?:.*\n)*?(?P=indent)# END SOLUTION\n", re.MULTILINE
)
DERIVATION = re.compile(r'\A"""(?P<title>[^\n]*)\n(?:.*\n)*?"""\n')


def cut(solution: str) -> str:
    """The stub of a solution: bodies raise NotImplementedError, the derivation above is gone.

    Only the first line of the module's docstring is kept; the rest explains the answer.
    """
    titled = DERIVATION.sub(r'"""\g<title>"""' + "\n", solution, count=1)
    return BODY.sub(r"\g<indent>raise NotImplementedError" + "\n", titled)
