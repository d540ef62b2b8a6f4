"""Which attempts are nearly the same text: names, comments, layout and a few changes aside.

An attempt's sketch is its MinHash signature (Broder 1997): the share of places in which two
sketches agree estimates the share of pieces that two attempts have in common. A piece is a few
neighbouring tokens, in which every name is as good as another. Tokens and no syntax tree, as no
stranger's text can make the tokenizer crash.
"""

from __future__ import annotations

import hashlib
import io
import keyword
import tokenize
from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

PIECE = 6  # tokens
SIZE = 48  # places in a sketch
BAND = 4  # places; alike attempts agree on one band of them at least
ALIKE = 0.85  # share of places. Two of our accepted samples reach 0.83 by themselves; one more
# statement in a copy leaves 0.9
LAYOUT = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
    tokenize.ENCODING, tokenize.ENDMARKER,
}  # fmt: skip

_PRIME = np.uint64((1 << 31) - 1)
_random = np.random.default_rng(0)
_FACTORS = _random.integers(1, int(_PRIME), (SIZE, 1), dtype=np.uint64)
_SHIFTS = _random.integers(0, int(_PRIME), (SIZE, 1), dtype=np.uint64)


def sketch(source: str) -> list[int]:
    """SIZE numbers; none where the text is no Python, or hardly any."""
    try:
        words = list(_words(source))
    except (tokenize.TokenError, SyntaxError):
        return []
    pieces = {"\n".join(words[i : i + PIECE]) for i in range(len(words) - PIECE + 1)}
    if not pieces:
        return []
    digests = (hashlib.blake2b(p.encode("utf-8", "replace"), digest_size=4) for p in pieces)
    hashes = np.array([int.from_bytes(d.digest(), "big") for d in digests], dtype=np.uint64)
    mixed = (_FACTORS * (hashes % _PRIME) + _SHIFTS) % _PRIME
    return [int(smallest) for smallest in mixed.min(axis=1)]


def _words(source: str) -> Iterator[str]:
    """The tokens without docstrings; all names alike, except attributes and keywords."""
    before = "\n"
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in LAYOUT:
            if token.type != tokenize.COMMENT:
                before = "\n"
            continue
        word = token.string
        if token.type == tokenize.STRING and before == "\n":
            continue
        if token.type == tokenize.NAME and before != "." and not keyword.iskeyword(word):
            word = "name"
        before = token.string
        yield word


def groups(sketches: Iterable[tuple[str, list[int]]]) -> list[list[str]]:
    """Ids of attempts that are alike, in groups of two and more; the largest first."""
    known = [(id, np.array(places)) for id, places in sketches if len(places) == SIZE]
    leader = list(range(len(known)))

    def leads(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    met: dict[tuple[int, bytes], list[int]] = defaultdict(list)
    for number, (_, places) in enumerate(known):
        for start in range(0, SIZE, BAND):
            others = met[start, places[start : start + BAND].tobytes()]
            for other in others:
                if leads(other) != leads(number) and (places == known[other][1]).mean() >= ALIKE:
                    leader[leads(number)] = leads(other)
            if not any(leads(other) == leads(number) for other in others):
                others.append(number)  # one of each group is enough to meet
    found: dict[int, list[str]] = defaultdict(list)
    for number, (id, _) in enumerate(known):
        found[leads(number)].append(id)
    alike = [sorted(ids) for ids in found.values() if len(ids) > 1]
    return sorted(alike, key=lambda ids: (-len(ids), ids))
