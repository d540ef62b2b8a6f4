"""A failed check explains itself: a small case, how to repeat it, and the mistake behind it."""

from types import SimpleNamespace

import pytest
import torch

from dojo import catalog
from dojo.catalog import ROOT
from dojo.judge.call import CheckFailed
from dojo.judge.case import Case
from dojo.judge.diagnose import diagnose
from dojo.judge.shrink import shrink
from dojo.judge.snippet import literal
from dojo.judge.verdict import Outcome
from dojo.restyle import restyle
from dojo.samples import misconceptions
from dojo.verify import Job, failed_checks, judges

CROSS_ENTROPY = catalog.load("cross_entropy")
SAMPLES = {sample.path.stem: sample for sample in misconceptions(CROSS_ENTROPY.files)}
# Not what a call can show: that a buffer moves with the module, and a second derivative.
NO_SNIPPET = {"test_weight_is_a_buffer", "test_second_derivative"}
# What fails in evaluation alone has none either; what fails in a plain call has one.
MAY_HAVE_NONE = {"test_without_gradients"}
COSTS = {"test_without_waiting", "test_many_terms", "test_memory", "test_operators"}
NAMED = (
    "mean_over_items", "softmax_over_the_last_dim", "only_two_dimensions", "targets_clamped",
    "normaliser_without_gradient", "changes_the_target", "weight_as_attribute", "returns_float64",
)  # fmt: skip
TWO_MISTAKES = """
import torch
from torch import nn

class CrossEntropyLoss(nn.Module):
    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(reduction)
        self.weight, self.ignore_index, self.reduction = weight, ignore_index, reduction

    def forward(self, input, target):
        dim = 0 if input.dim() == 1 else 1
        kept = target != self.ignore_index
        index = torch.where(kept, target, 0)
        log_probs = input - torch.logsumexp(input, dim, keepdim=True)
        loss = -log_probs.gather(dim, index.unsqueeze(dim)).squeeze(dim)
        weight = torch.ones_like(loss) if self.weight is None else self.weight[index]
        weight = torch.where(kept, weight, 0)
        loss = torch.where(kept, loss, 0) * weight
        if self.reduction == "none":
            return loss
        if self.reduction == "sum":
            return loss.sum()
        return loss.sum() / kept.sum()
"""


@pytest.fixture(scope="module")
def gradings():
    jobs = [
        Job(CROSS_ENTROPY, SAMPLES[name].path, restyle(SAMPLES[name].source), explain=True)
        for name in NAMED
    ]
    jobs.append(Job(CROSS_ENTROPY, ROOT / "two_mistakes.py", TWO_MISTAKES, explain=True))
    with judges(1) as grade:
        return {job.path.stem: (job, grading) for job, grading in zip(jobs, grade(jobs, 5))}


@pytest.mark.parametrize("name", NAMED)
def test_the_mistake_is_named_in_another_style(gradings, name):
    _, grading = gradings[name]
    found = {diagnosis.name: diagnosis for diagnosis in grading.diagnoses}
    assert name in found
    assert found[name].mistake == SAMPLES[name].mistake
    failed = failed_checks(grading) - COSTS
    assert set(found[name].checks) == failed
    for check in grading.checks:
        assert (SAMPLES[name].mistake in check.misconceptions) == (check.id in failed)


def test_two_mistakes_are_named_together(gradings):
    _, grading = gradings["two_mistakes"]
    assert {known.name for known in grading.diagnoses} == {"mean_over_items", "weight_as_attribute"}


@pytest.mark.parametrize("name", NAMED)
def test_every_snippet_fails_as_the_check_did(gradings, name):
    job, grading = gradings[name]
    tried = 0
    for check in grading.checks:
        if check.counterexample is None or check.id in NO_SNIPPET | COSTS:
            continue
        if not check.counterexample.snippet:
            assert check.id in MAY_HAVE_NONE
            continue
        scope = {}
        exec(compile(SAMPLES[name].source, name, "exec"), scope)
        with pytest.raises(Exception):  # noqa: B017  whatever the attempt does there
            exec(check.counterexample.snippet, scope)
        # What fails for the mistake must hold for the model solution, or show what it raises.
        right = {}
        exec(compile(job.kata.files.solution.read_text("utf-8"), "solution", "exec"), right)
        if check.counterexample.expected is not None:
            exec(check.counterexample.snippet, right)
        tried += 1
    assert tried or name == "weight_as_attribute"


def test_the_case_that_is_shown_is_small(gradings):
    _, grading = gradings["mean_over_items"]
    (example,) = [
        check.counterexample for check in grading.checks if check.id == "test_weighted_mean"
    ]
    assert example.inputs["target"] in ([0], [1])
    assert example.call == "CrossEntropyLoss(weight=weight)(input, target)"
    assert all(number == round(number) for number in example.inputs["input"][0])


def test_where_it_raised_the_tensors_are_told(gradings):
    _, grading = gradings["only_two_dimensions"]
    raised = [check for check in grading.checks if check.outcome is Outcome.ERROR]
    assert raised
    assert raised[0].counterexample.tensors["target"].startswith("int64 (")
    assert "(line " in raised[0].message


def test_shrinking_keeps_what_belongs_together():
    case = Case(
        (torch.randn(5, 4, 3), torch.randint(4, (5, 3))),
        {"weight": torch.rand(4), "reduction": "sum", "ignore_index": -7},
    )
    seen = []

    def fails(candidate):
        input, target = candidate.inputs
        weight = candidate.options.get("weight", torch.ones(input.shape[1]))
        seen.append(candidate)
        assert target.shape == (input.shape[0], *input.shape[2:])
        assert weight.shape == (input.shape[1],)
        return input.shape[1] > 1 and "weight" in candidate.options

    small = shrink(case, fails)
    assert small.inputs[0].shape == (1, 2, 1)
    assert set(small.options) == {"weight"}
    assert len(seen) <= 60


@pytest.mark.parametrize(
    "tensor",
    [
        torch.tensor([[1.5, float("nan")], [float("-inf"), 0.1]]),
        torch.tensor(0.1, dtype=torch.float64) / 3,
        torch.randn(3, 4, dtype=torch.float64).T,
        torch.randn(1, 3).expand(2, 3),
        torch.randint(5, (3, 2)),
        torch.zeros(0, 3),
        torch.tensor([True, False]),
    ],
)
def test_a_literal_gives_the_same_tensor(tensor):
    made = eval(literal(tensor))
    assert made.dtype == tensor.dtype
    assert made.stride() == tensor.stride() or not tensor.numel()
    assert torch.equal(made.nan_to_num(), tensor.nan_to_num())


def test_a_mistake_that_explains_only_a_part_is_not_named():
    case = Case((torch.tensor([1.0]),))
    known = SimpleNamespace(
        path=ROOT / "known.py", mistake="m", repair="r", fails={"a"}, may_fail=frozenset()
    )

    def failure(got):
        return CheckFailed("off", case=case, expected=torch.tensor(1.0), got=torch.tensor(got))

    def regrade(_, only):
        return {"a": failure(2.0)} if "a" in only else {}

    checks = ["a", "b"]
    assert [d.name for d in diagnose([known], {"a": failure(2.0)}, checks, regrade)] == ["known"]
    assert diagnose([known], {"a": failure(3.0)}, checks, regrade) == ()
    assert diagnose([known], {"a": failure(2.0), "b": failure(1.0)}, checks, regrade) == ()
