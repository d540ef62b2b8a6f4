"""Kullback-Leibler divergence from log-probabilities, from basic tensor operations."""

import torch
from torch import Tensor, nn


class KLDivLoss(nn.Module):
    """Kullback-Leibler divergence: how far the model's distribution is from the target's.

    It trains a student on a teacher's probabilities, and keeps a policy near its reference. Write
    it as a drop-in for torch.nn.KLDivLoss, whose input is in log space and whose "mean" is not the
    mean over the batch.

    Contract
    --------
    KLDivLoss(reduction="mean", log_target=False)
        reduction     "mean", "batchmean", "sum" or "none"; anything else raises ValueError, here
                      or in forward.
        log_target    whether the target holds log-probabilities, as the input always does.

    Called as loss(input, target):
        input         the model's log-probabilities, log q: floating point, of shape (C,),
                      (N, C) or (N, d1, ..., dk). They are taken as they are: not normalised, not
                      checked.
        target        the probabilities p, or with log_target=True their logarithms; in the input's
                      shape and dtype, and also taken as they are.
        returns       a scalar for "mean", "batchmean" and "sum", the input's shape for "none"; in
                      the input's dtype, on its device, differentiable with respect to input.

    Formula
    -------
    Element by element, with x = log q the input's and p or t = log p the target's:

        loss = p log p - p x                  log_target=False; 0 log 0 is 0
        loss = exp(t) (t - x)                 log_target=True

        "none"      = loss, not summed over anything; single elements may be negative
        "sum"       = Σ loss                  over all elements
        "mean"      = Σ loss / input.numel()  over all elements, the classes too
        "batchmean" = Σ loss / N              N = input.shape[0]: the divergence per item of a batch

    What is graded at the edges
    ---------------------------
    - A target of 0 gives 0 at a finite input, in one-hot targets too. A target of 1e-30 keeps its
      term, within a few ulps of it: no epsilon, no clamping to 1e-12.
    - An input of -1e4 is used as it is: it is never turned into a probability. An input of -inf at
      a positive target (the model rules out what happens) gives inf.
    - A log target of -1e4, whose probability underflows to 0, gives 0. A log target of -1e-6 (a
      teacher who is nearly sure) keeps its digits: exp and then log would lose them.
    - An empty batch: "mean" and "batchmean" are nan, "sum" is 0, "none" is empty.
    - Batches and classes of size one keep their shapes; non-contiguous and expanded inputs give
      the same numbers as contiguous ones.
    - input and target are not modified; instances share nothing; the same call gives the same
      result; it works under torch.no_grad() and after eval().
    - float16 and bfloat16 inputs: the result is in that dtype too, within a few of its ulps of the
      numbers that go into it, and nothing overflows on the way to an element's loss that does not.
      Under torch.autocast a float32 call gives the same loss, to bfloat16's precision; its dtype is
      not graded there.
    - Nothing is computed or made on another device than the input's.
    - For points only: a call reads no value back to the CPU, each pass holds at most twice what
      the model solution or torch holds (or the input's size, where that is more), no Python loop
      runs over rows or classes, and thousands of 16-bit terms are added up in more than 16 bits.
    Not graded: a target of 0 (or a log target of -inf) at an input of -inf, any log target of
    -inf, the gradient at a target of 0, gradients with respect to the target, nan and +inf,
    "batchmean" of a (C,) input, shapes or dtypes that differ.

    Rules
    -----
    Use basic tensor operations; torch.xlogy is allowed. Forbidden: anything that is a loss (kl_div
    and its relatives, their modules and lower-level spellings), ready-made entropies (entr,
    rel_entr) and torch.distributions.
    Under `if __name__ == "__main__":`, and in functions that only it calls, anything is allowed.

    Example
    -------
    The first row loses 2 * 0.5 * (log 0.5 + 1) = 0.3069, the second 0 + 1 * (log 1 + 0.5) = 0.5.

    >>> input = torch.tensor([[-1.0, -1.0], [-2.0, -0.5]])
    >>> target = torch.tensor([[0.5, 0.5], [0.0, 1.0]])
    >>> KLDivLoss(reduction="none")(input, target)
    tensor([[0.1534, 0.1534],
            [0.0000, 0.5000]])
    >>> KLDivLoss(reduction="batchmean")(input, target)  # (0.3069 + 0.5) / 2 items
    tensor(0.4034)
    >>> KLDivLoss()(input, target)  # (0.3069 + 0.5) / 4 elements
    tensor(0.2017)
    >>> KLDivLoss(reduction="sum", log_target=True)(input[0], target[0].log())
    tensor(0.3069)

    Source: Kullback and Leibler, On Information and Sufficiency (1951); torch.nn.KLDivLoss.
    """

    def __init__(self, reduction: str = "mean", log_target: bool = False) -> None:
        super().__init__()
        raise NotImplementedError

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        raise NotImplementedError
