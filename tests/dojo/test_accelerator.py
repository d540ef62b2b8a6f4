"""The pretend accelerator: right code runs on it with the right numbers, and mistakes show."""

import linecache
import types

import pytest
import torch

from dojo.worker import accelerator

pytestmark = pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated")
FILE = "attempt under test"
RIGHT = {
    "zeros_like": "x + torch.zeros_like(x)",
    "new_tensor": "x * x.new_tensor([1, 2, 3])",
    "factories with a device": "x * torch.full((3,), 2.0, device=x.device) + x.new_zeros(3)",
    "tensor from numbers": "x * torch.tensor([1.0, 2.0, 3.0], device=x.device)",
    "default device": "added(x)",
    "type by its name": "x + x.gt(0).type(x.type()) + x.gt(1).type(torch.float32)",
    "moved over": "x + torch.ones(3).to(x.device)",
    "a number from the CPU": "torch.where(x > 0, x, torch.tensor(0.0))",
    "indices from the CPU": "x[torch.arange(4), t]",
    "gather": "x.gather(1, t.unsqueeze(1))",
    "mask written with a number": "written(x, t)",
    "one_hot with its size": "x * torch.nn.functional.one_hot(t, 3)",
    "a copy in its own dtype": "x.detach().to(x.dtype, copy=True).mul_(2) + x",
    "in place": "x.clone().mul_(2).unsqueeze_(1).squeeze(1)",
    "out": "torch.exp(x.detach(), out=torch.empty_like(x)) * x",
    "views": "x.movedim(0, 1).contiguous().view(-1).reshape(3, 4).T",
    "vmap": "torch.vmap(lambda row: row.logsumexp(0))(x)",
    "func.grad": "torch.func.grad(lambda y: y.exp().sum())(x)",
    "einsum": "torch.einsum('nc,nc->n', x, torch.ones_like(x))",
    "jit": "scripted(x)",
    "checkpoint": "checkpoint(torch.exp, x, use_reentrant=False)",
    "autograd.Function": "Exp.apply(x)",
    "another dtype": "x.double().sum().float()",
    "copy": "copy.deepcopy(x.detach()) * x",
}
WAITS = {
    "item": ("x * x[0, 0].item()", "reads a value"),
    "if": ("x if x.sum() > 0 else -x", "reads a value"),
    "assert": ("x if not (t < 0).any() else 1 / 0", "reads a value"),
    "mask read": ("x[t == 1].sum()", "boolean mask"),
    "nonzero": ("x.sum() + t.nonzero().sum()", "nonzero"),
    "unique": ("x.sum() + torch.unique(t).sum()", "unique"),
    "bincount": ("x * torch.bincount(t, minlength=3)", "bincount"),
    "equal": ("x * torch.equal(t, t)", "torch.equal"),
    "tolist": ("x * t.tolist()[1]", "copies to the CPU"),
    "numpy by force": ("x * float(x.numpy(force=True)[0, 0])", "copies to the CPU"),
    "to the CPU and back": ("x + x.cpu().to(x.device)", "copies to the CPU"),
    "format": ("x * len(f'{x.sum():.3f}')", "prints"),
    "one_hot without its size": ("x * torch.nn.functional.one_hot(t)", "reads a value"),
}
MIXED = {
    "zeros": "x + torch.zeros(4, 3)",
    "ones": "x * torch.ones(3)",
    "tensor": "x * torch.tensor([1.0, 2.0, 3.0])",
    "arange": "x.gather(1, torch.arange(4).remainder(3).unsqueeze(1))",
    "eye": "x * torch.eye(3)[t]",
    "full": "torch.where(x > 0, x, torch.full((4, 3), 0.5))",
    "scatter source": "torch.zeros_like(x).scatter_(1, t[:, None], torch.ones(4, 1)) * x",
    "running total on the CPU": "total_of(x)",
    "a type of the CPU's": "x + x.gt(0).type(torch.FloatTensor)",
}
HELPERS = """
import copy
import torch
from torch.utils.checkpoint import checkpoint

class Exp(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.exp()

    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        return grad * x.exp()

@torch.jit.script
def scripted(x):
    return x.exp().sum(1).log()

def added(x):
    with torch.device(x.device):
        return x + torch.zeros(3)

def written(x, t):
    y = x.clone()
    y[t == 1] = 0
    return y

def total_of(x):
    total = torch.tensor(0.0)
    for row in x:
        total += row.sum()
    return total

def loss(x, t):
"""
LINE = HELPERS.count("\n") + 1  # where the expression stands


@pytest.fixture(scope="module")
def inputs():
    generator = torch.Generator().manual_seed(0)
    return torch.randn(4, 3, generator=generator), torch.tensor([0, 2, 1, 1])


def loss_of(expression: str):
    source = f"{HELPERS}    return {expression}\n"
    linecache.cache[FILE] = (len(source), None, source.splitlines(True), FILE)  # for torch.jit
    module = types.ModuleType("attempt")
    exec(compile(source, FILE, "exec"), module.__dict__)
    return module.loss


def run(expression, inputs):
    """The result and gradient on the CPU, the same on the accelerator, and the waits there."""
    x, t = inputs
    loss = loss_of(expression)

    def differentiated(x, t):
        output = loss(x, t)
        if not output.requires_grad:
            return output, None
        return output, torch.autograd.grad(output.sum(), x)[0]

    expected = differentiated(x.clone().requires_grad_(), t)
    with accelerator.pretending(FILE) as record:
        got = differentiated(accelerator.place(x).requires_grad_(), accelerator.place(t))
        waits = list(record.waits)
    return expected, got, waits


@pytest.mark.parametrize("expression", RIGHT.values(), ids=RIGHT)
def test_right_code_has_the_right_numbers_there(expression, inputs):
    expected, got, waits = run(expression, inputs)
    for want, have in zip(expected, got):
        if want is not None:
            assert have.device == accelerator.DEVICE
            assert torch.equal(accelerator.held(have).detach(), want.detach())
    assert not waits


@pytest.mark.parametrize(("expression", "what"), WAITS.values(), ids=WAITS)
def test_what_waits_is_noted_with_its_line_and_goes_on(expression, what, inputs):
    expected, got, waits = run(expression, inputs)
    assert torch.allclose(accelerator.held(got[0]).detach(), expected[0].detach())
    assert any(what in wait.what and wait.line == LINE for wait in waits), waits


@pytest.mark.parametrize("expression", MIXED.values(), ids=MIXED)
def test_a_tensor_made_on_the_cpu_is_refused(expression, inputs):
    with pytest.raises(accelerator.DeviceMismatch, match="the accelerator and cpu"):
        run(expression, inputs)


@pytest.mark.parametrize("expression", ["torch.tensor(x.detach().numpy())", "np.asarray(x)"])
def test_numpy_is_refused_as_on_a_gpu(expression, inputs):
    x, t = inputs
    loss = loss_of(f"[np := __import__('numpy'), {expression}][1]")
    with (
        accelerator.pretending(FILE),
        pytest.raises(TypeError, match="copy the tensor to host memory"),
    ):
        loss(accelerator.place(x), accelerator.place(t))


def test_nothing_of_it_is_left_afterwards(inputs):
    x, _ = inputs
    with accelerator.pretending(FILE):
        accelerator.place(x).exp()
    assert type(torch.zeros(2)) is torch.Tensor
    assert torch.tensor([1.0]).device.type == "cpu"
