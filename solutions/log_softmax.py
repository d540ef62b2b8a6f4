"""Log-sum-exp, softmax and log-softmax, from amax, exp, sum and log.

Derivation: with m = max_j x_j, Σ_j exp(x_j) = exp(m) s, where s = Σ_j exp(x_j - m). Hence
logsumexp(x) = m + log s, softmax(x)_i = exp(x_i - m) / s, log_softmax(x)_i = (x_i - m) - log s.
Any constant in place of m would be right on paper. The maximum is right in floating point too: no
exponent is positive, so nothing overflows, and one is 0, so 1 <= s <= n and log s is harmless.
The last formula never takes the logarithm of a probability: log(softmax(x)) is -inf as soon as
the probability underflows (in float32 104 below the maximum), where (x_i - m) - log s is -104.

Faster: autograd keeps the exponentials, their sum and the quotient for softmax. Its backward needs
the result p alone, p * (g - Σ g p): torch's kernel keeps no more, and so would an
autograd.Function with that backward.
"""

import torch
from torch import Tensor


def logsumexp(input: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    """log Σ exp(x) along a dimension: a smooth maximum, and the log of what softmax divides by.

    Taken literally it overflows: in float32 exp(89) is inf, and exp(-104) is 0. All three
    functions of this kata are one idea, subtract each row's maximum first; write them as
    drop-ins for torch.logsumexp, torch.softmax and torch.log_softmax.

    Contract
    --------
    logsumexp(input, dim, keepdim=False), softmax(input, dim), log_softmax(input, dim)
        input         floating point, of one dimension or more; called "row" below: the numbers
                      along `dim` at one place in the other dimensions.
        dim           an int in [-input.dim(), input.dim()); negative ones count from the end. It
                      may be given by position or by name.
        keepdim       whether the result keeps `dim`, with size 1, or loses it.
        returns       softmax and log_softmax: the input's shape; logsumexp: that shape without
                      `dim`, or with size 1 there. In the input's dtype, on its device,
                      differentiable with respect to input.

    Formula
    -------
    For a row x_1, ..., x_n:

        logsumexp(x)     = log Σ_j exp(x_j)
        softmax(x)_i     = exp(x_i) / Σ_j exp(x_j)
        log_softmax(x)_i = x_i - log Σ_j exp(x_j)

    What is graded at the edges
    ---------------------------
    - Numbers of ±1e4, of very different size from row to row, and rows with a constant up to 1e6
      added: values and gradients stay finite, and within a few ulps of the row's largest
      magnitude (of softmax: that times the probability).
    - A log-probability is finite however small the probability is: log_softmax([0, -200]) is
      [0, -200], also where softmax rightly rounds to [1, 0].
    - -inf beside finite numbers (a masked entry): softmax is 0 and log_softmax -inf there, and
      everything else in the row is as if it were absent, the gradient included.
    - A row of nothing but -inf: logsumexp is -inf, not nan. A row with +inf in it: logsumexp is
      +inf. Other rows are not disturbed.
    - A dimension of size 1 keeps its place in the shape; an empty batch gives an empty result;
      non-contiguous and expanded inputs give the same numbers as contiguous ones.
    - input is not modified; the same call gives the same result; it works under torch.no_grad().
    - float16 and bfloat16 inputs: the result is in that dtype too, within a few of its ulps of the
      numbers that go into it, and nothing overflows on the way to a result that does not. Under
      torch.autocast a float32 call gives the same loss, to bfloat16's precision; its dtype is not
      graded there.
    - Nothing is computed or made on another device than the input's.
    - For points only: a call reads no value back to the CPU, each pass holds at most twice what
      the model solution or torch holds (or the input's size, where that is more), no Python loop
      runs over rows or classes, and thousands of 16-bit terms are added up in more than 16 bits.
    Not graded: softmax and log_softmax of a row that is all -inf or holds +inf, gradients there,
    nan, a `dim` of size 0 or out of range, several dims at once, inputs without dimensions.

    Rules
    -----
    Use basic tensor operations: amax, exp, sum, log and their like. Each of the three may call the
    others. Forbidden: the ready-made functions in any spelling (softmax, log_softmax, softmin,
    logsumexp, logaddexp, logcumsumexp, attention), every loss, and torch.distributions.
    Under `if __name__ == "__main__":`, and in functions that only it calls, anything is allowed.

    Example
    -------
    log(e⁰ + e⁰) = log 2 = 0.6931; adding 1000 to both numbers adds 1000.

    >>> input = torch.tensor([[0.0, 0.0], [1000.0, 1000.0]])
    >>> logsumexp(input, dim=1)
    tensor([6.9315e-01, 1.0007e+03])
    >>> logsumexp(input, dim=-1, keepdim=True).shape
    torch.Size([2, 1])
    >>> logsumexp(torch.tensor([-torch.inf, -torch.inf]), dim=0)
    tensor(-inf)

    Source: Blanchard, D. Higham, N. Higham, Accurately computing the log-sum-exp and softmax
    functions, IMA Journal of Numerical Analysis 41 (2021); torch.logsumexp.
    """
    # BEGIN SOLUTION
    # What is subtracted here is added below, so its gradient would cancel: detach it.
    top = input.amax(dim, keepdim=True).detach()
    # inf - inf would be nan. Where the maximum is infinite, exp and log need no help.
    top = torch.where(top.isfinite(), top, 0)
    total = (input - top).exp().sum(dim, keepdim=True)
    result = top + total.log()
    return result if keepdim else result.squeeze(dim)
    # END SOLUTION


def softmax(input: Tensor, dim: int) -> Tensor:
    """exp(x_i) / Σ_j exp(x_j) along `dim`: numbers in [0, 1] that add up to 1.

    It turns scores into probabilities; only differences between scores matter, so a constant may
    be added to a row, or subtracted. Contract, edges and rules: see logsumexp.

    Example
    -------
    >>> softmax(torch.tensor([[0.0, 0.0], [1000.0, 1000.0]]), dim=1)
    tensor([[0.5000, 0.5000],
            [0.5000, 0.5000]])
    >>> softmax(torch.tensor([0.0, 1.0, -torch.inf]), dim=0)  # 1 / (1 + e), e / (1 + e)
    tensor([0.2689, 0.7311, 0.0000])

    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), 4.1; torch.softmax.
    """
    # BEGIN SOLUTION
    # Detached for the same reason: softmax does not change with a constant, nor does its gradient.
    exps = (input - input.amax(dim, keepdim=True).detach()).exp()
    return exps / exps.sum(dim, keepdim=True)
    # END SOLUTION


def log_softmax(input: Tensor, dim: int) -> Tensor:
    """The logarithm of softmax along `dim`, without ever leaving log space.

    Every classification loss is made of it. It is not log(softmax(x)): that is -inf wherever the
    probability underflows, and its gradient is nan. Contract, edges and rules: see logsumexp.

    Example
    -------
    >>> log_softmax(torch.tensor([0.0, 0.0]), dim=0)
    tensor([-0.6931, -0.6931])
    >>> log_softmax(torch.tensor([0.0, -200.0]), dim=0)  # the log of softmax would be [0, -inf]
    tensor([   0., -200.])

    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), 6.2.2; torch.log_softmax.
    """
    # BEGIN SOLUTION
    # Not input - logsumexp(input): where all of a row is large, log s would be lost in rounding m.
    shifted = input - input.amax(dim, keepdim=True).detach()
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
    # END SOLUTION
