"""A second opinion: the model solutions against torch's own database of module inputs.

Every sample that torch keeps for a loss, and that lies within a kata's spec, forward and backward,
in float32 and float64. What lies outside is counted, with the reason.
"""

import importlib.util
from collections import Counter

import pytest
import torch

from dojo import catalog

common_modules = pytest.importorskip("torch.testing._internal.common_modules")
LOSSES = {info.module_cls.__name__: info for info in common_modules.module_db}
SUBJECTS = [
    (kata, name) for kata in catalog.load_all() for name in kata.entry_names if name in LOSSES
]
# Which targets a spec takes, where torch's module takes more than the kata.
TARGETS = {
    "cross_entropy": "class indices",
    "soft_cross_entropy": "class probabilities",
}
FEWEST_DIMENSIONS = {"kl_div_loss": 1}  # of the input, where torch's module takes a scalar too


def outside(kata, entry, sample) -> str:
    """Why a sample lies outside the kata's spec; "" where it does not."""
    options = sample.constructor_input.kwargs
    if sample.constructor_input.args:
        return "positional constructor arguments"
    if unknown := set(options) - set(entry.optional):
        return f"the kata has no {', '.join(sorted(unknown))}"
    input, target = sample.forward_input.args[:2]
    if input.dim() < FEWEST_DIMENSIONS.get(kata.name, 0):
        return f"inputs of {input.dim()} dimensions"
    kind = "class probabilities" if target.is_floating_point() else "class indices"
    if TARGETS.get(kata.name, kind) != kind:
        return f"targets are {kind}"
    return ""


def positive_weights(options: dict) -> dict:
    """The database draws weights of both signs; their sums cancel, and no bound in ulps holds."""
    return {
        name: value.abs() if isinstance(value, torch.Tensor) else value
        for name, value in options.items()
    }


def load_solution(kata):
    spec = importlib.util.spec_from_file_location(f"solution_{kata.name}", kata.files.solution)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def differentiated(module, inputs):
    """A loss and the gradient at its input, for fixed upstream numbers."""
    leaves = [t.detach().clone() for t in inputs]
    leaves[0].requires_grad_()
    output = module(*leaves)
    upstream = torch.linspace(0.5, 1.5, max(output.numel(), 1))[: output.numel()]
    output.backward(upstream.reshape(output.shape).to(output.dtype))
    return output.detach(), leaves[0].grad


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
@pytest.mark.parametrize(("kata", "name"), SUBJECTS, ids=[f"{k.name}-{n}" for k, n in SUBJECTS])
def test_the_model_solution_agrees_on_every_sample_within_the_spec(kata, name, dtype, capsys):
    info = LOSSES[name]
    ours = getattr(load_solution(kata), name)
    entry = next(entry for entry in kata.entries() if entry.name == name)
    samples = info.module_inputs_func(
        info, device="cpu", dtype=dtype, requires_grad=True, training=True
    )
    left_out: Counter[str] = Counter()
    ran = 0
    for sample in samples:
        if reason := outside(kata, entry, sample):
            left_out[reason] += 1
            continue
        options = positive_weights(sample.constructor_input.kwargs)
        inputs = sample.forward_input.args
        expected = differentiated(info.module_cls(**options), inputs)
        got = differentiated(ours(**options), inputs)
        torch.testing.assert_close(got, expected, equal_nan=True)
        ran += 1
    assert ran >= 4
    with capsys.disabled():
        reasons = "; ".join(f"{count} outside the spec ({why})" for why, count in left_out.items())
        print(f"\n  {kata.name} {name} {dtype}: {ran} samples agree; {reasons or 'none left out'}")
