"""Cross entropy of class-probability targets, from basic tensor operations."""

import torch
from torch import Tensor, nn


class CrossEntropyLoss(nn.Module):
    """Cross entropy between logits and class probabilities: what soft labels are trained with.

    The target says how probable each class is, as mixup, distillation or several annotators give
    it. Write it as a drop-in for torch.nn.CrossEntropyLoss on targets of the input's own shape.

    Contract
    --------
    CrossEntropyLoss(weight=None, reduction="mean")
        weight        None, or a (C,) tensor of non-negative class weights in the input's dtype.
                      It is a buffer: it moves with `.to()` and is not in `parameters()`.
        reduction     "mean", "sum" or "none"; anything else raises ValueError, here or in forward.

    Called as loss(input, target):
        input         logits, floating point, of shape (C,), (N, C) or (N, C, d1, ..., dk).
        target        class probabilities, in the input's shape and dtype, classes in the same
                      dimension. They are taken as they are: rows that do not add up to 1 are
                      neither refused nor normalised, so doubling the target doubles the loss.
        returns       a scalar for "mean" and "sum"; for "none" the input's shape without the class
                      dimension. In the input's dtype, on its device, differentiable with respect
                      to input.

    Formula
    -------
    With x the logits of one position, q its target and w = weight (ones without weights):

        loss_i = Σ_c w_c * q_c * (log Σ_k exp(x_k) - x_c)
        "sum"  = Σ_i loss_i
        "mean" = Σ_i loss_i / number of positions

    A position is one row of C logits: there are N * d1 * ... * dk of them, and 1 for (C,). The
    weights never enter the divisor. (With class-index targets they do, as every item then has one
    weight; here an item has C of them.)

    What is graded at the edges
    ---------------------------
    - Logits of ±1e4, of very different size in one batch, and with a constant up to 1e6 added:
      values and gradients stay finite, and within a few ulps of the row's largest magnitude.
    - A positive probability at a logit of -inf: that loss is inf, as the model rules out what the
      target holds possible.
    - An empty batch: "mean" is nan, "sum" is 0 and "none" is empty.
    - A class of weight 0 contributes 0; if all weights are 0 the mean is 0, not nan.
    - One-hot targets give the loss of the class index. A batch of one and a single class keep their
      shapes; non-contiguous and expanded inputs give the same numbers as contiguous ones.
    - input, target and weight are not modified; instances share nothing; the same call gives the
      same result; it works under torch.no_grad() and after eval().
    - float16 and bfloat16 inputs: the result is in that dtype too, within a few of its ulps of the
      numbers that go into it, and nothing overflows on the way to an item's loss that does not.
      Under torch.autocast a float32 call gives the same loss, to bfloat16's precision; its dtype is
      not graded there.
    - Nothing is computed or made on another device than the input's.
    - For points only: a call reads no value back to the CPU, each pass holds at most twice what
      the model solution or torch holds (or the input's size, where that is more), no Python loop
      runs over rows or classes, and thousands of 16-bit terms are added up in more than 16 bits.
    Not graded: gradients with respect to the target, the gradient of a nan or infinite result, a
    probability or weight of 0 at a logit of -inf (torch gives nan, the mathematics 0), nan or +inf
    logits, negative targets or weights.

    Rules
    -----
    Use basic tensor operations; softmax, log_softmax and logsumexp of torch may be used. Forbidden:
    anything that is a loss (cross_entropy, nll_loss, kl_div, their modules and lower-level
    spellings), and torch.distributions.
    Under `if __name__ == "__main__":`, and in functions that only it calls, anything is allowed.

    Example
    -------
    For logits [0, 1] the two classes cost log(1 + e) = 1.3133 and log(1 + e) - 1 = 0.3133.

    >>> input = torch.tensor([[0.0, 1.0], [0.0, 1.0]])
    >>> target = torch.tensor([[0.5, 0.5], [0.0, 1.0]])
    >>> CrossEntropyLoss(reduction="none")(input, target)
    tensor([0.8133, 0.3133])
    >>> weight = torch.tensor([1.0, 3.0])
    >>> CrossEntropyLoss(weight, reduction="none")(input, target)  # 0.6566 + 3 * 0.1566, 3 * 0.3133
    tensor([1.1265, 0.9398])
    >>> CrossEntropyLoss(weight)(input, target)  # (1.1265 + 0.9398) / 2: two positions
    tensor(1.0332)

    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), 3.13; torch.nn.CrossEntropyLoss.
    """

    def __init__(self, weight: Tensor | None = None, reduction: str = "mean") -> None:
        super().__init__()
        raise NotImplementedError

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        raise NotImplementedError
