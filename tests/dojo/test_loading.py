"""An attempt that cannot be loaded is invalid, and told why."""

import pytest

from dojo import catalog
from dojo.judge.session import Source
from dojo.judge.verdict import Kind

KATA = catalog.load("cross_entropy")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("def f(:\n", "SyntaxError"),
        ("", "CrossEntropyLoss is not defined"),
        ("CrossEntropyLoss = 3\n", "CrossEntropyLoss is a int, not a class"),
        ("class CrossEntropyLoss:\n    def __init__(self, weight): ...\n", "cannot be called"),
        ("from torch import nn\nclass CrossEntropyLoss(nn.Module): ...\n", "has no __init__"),
        ("class CrossEntropyLoss:\n    def __init__(self, ignore_index=-100, weight=None, "
         "reduction=''): ...\n", "in this order; it must"),
        ("raise RuntimeError('at import')\n", "at import"),
        ("import nonexistent_package\n", "nonexistent_package"),
        ("x = 1\0", "null bytes"),
        ("x = 1\n" * 100_000, "the limit is"),
    ],
)  # fmt: skip
def test_what_cannot_be_loaded_is_invalid_and_says_why(judge, text, says):
    grading = judge.grade(KATA, Source(text, "attempt.py"))
    assert grading.kind is Kind.INVALID
    assert says in grading.trouble.message
    assert grading.score == 0


def test_what_torch_takes_besides_may_be_taken_too(judge):
    text = KATA.files.solution.read_text("utf-8")
    ours, torchs = (
        "ignore_index: int = -100, ",
        "size_average=None, ignore_index=-100, reduce=None, ",
    )
    assert ours in text
    assert judge.grade(KATA, Source(text.replace(ours, torchs), "attempt.py")).kind is Kind.ACCEPTED
