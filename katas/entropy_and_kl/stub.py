"""Entropy, cross entropy and KL divergence of distributions, from log, where and sum."""

import torch
from torch import Tensor


def entropy(p: Tensor) -> Tensor:
    """H(p) = -Σ p log p, in nats: how uncertain a distribution is, from 0 to log C.

    The three functions of this kata are what classification, distillation and maximum likelihood
    minimise. Write them for distributions along the last dimension.

    Contract
    --------
    entropy(p), cross_entropy(p, q), kl_divergence(p, q)
        p, q          probabilities, floating point, of one dimension or more; the last one
                      holds the C outcomes of a distribution. p and q have one shape and dtype.
                      They are taken as they are: nothing is normalised, and rows that do not add
                      up to 1 are put into the formulas all the same.
        returns       the shape of p without its last dimension (a scalar for a vector); in the
                      dtype of p, on its device. entropy is differentiable with respect to p, the
                      other two with respect to q.

    Formula
    -------
    With natural logarithms, sums over the last dimension, and 0 · log 0 = 0:

        entropy(p)          = -Σ_c p_c log p_c
        cross_entropy(p, q) = -Σ_c p_c log q_c
        kl_divergence(p, q) =  Σ_c p_c (log p_c - log q_c) = cross_entropy(p, q) - entropy(p)

    What is graded at the edges
    ---------------------------
    - An outcome with p_c = 0 contributes 0, whatever q_c is, 0 included.
    - q_c = 0 where p_c > 0: cross entropy and divergence are +inf, as p holds possible what q
      rules out. Not a large number, and not nan. Other rows of the batch are not disturbed.
    - The divergence of a distribution from itself is 0 up to rounding, one with zeros in it too.
    - Probabilities down to the smallest that the dtype can hold (1e-45 in float32) count, also
      where p_c / q_c would overflow. The error may be a few ulps of Σ_c p_c (1 + |log p_c| + |log
      q_c|), of the logarithms that the formula has.
    - A single outcome (C = 1) and a batch of one keep their shapes; an empty batch gives an empty
      result; non-contiguous and expanded inputs give the same numbers as contiguous ones.
    - p and q are not modified; the same call gives the same result; it works under
      torch.no_grad().
    - float16 and bfloat16 inputs: the result is in that dtype too, within a few of its ulps of the
      numbers that go into it, and nothing overflows on the way to a result that does not. Under
      torch.autocast a float32 call gives the same loss, to bfloat16's precision; its dtype is not
      graded there.
    - Nothing is computed or made on another device than the input's.
    - For points only: a call reads no value back to the CPU, each pass holds at most twice what
      the model solution or torch holds (or the input's size, where that is more), no Python loop
      runs over rows or classes, and thousands of 16-bit terms are added up in more than 16 bits.
    Not graded: gradients where p_c or q_c is 0, gradients of cross_entropy and kl_divergence with
    respect to p, inputs that broadcast, negative numbers, nan, C = 0.

    Rules
    -----
    Use basic tensor operations; torch.xlogy is allowed. Forbidden: torch.special.entr, every kind
    of kl_div, everything that is a loss, and torch.distributions. A cross_entropy of your own is
    what is asked for; torch's takes logits, and is forbidden.
    Under `if __name__ == "__main__":`, and in functions that only it calls, anything is allowed.

    Example
    -------
    A fair coin has log 2 = 0.6931 nats, a bent one less: -(0.9 log 0.9 + 0.1 log 0.1) = 0.3251.

    >>> entropy(torch.tensor([[0.5, 0.5], [0.9, 0.1]]))
    tensor([0.6931, 0.3251])
    >>> entropy(torch.tensor([0.5, 0.5, 0.0]))  # what never happens adds nothing
    tensor(0.6931)

    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), 3.13; MacKay, Information Theory,
    Inference, and Learning Algorithms (2003), chapter 2; torch.special.entr.
    """
    raise NotImplementedError


def cross_entropy(p: Tensor, q: Tensor) -> Tensor:
    """H(p, q) = -Σ p log q: the average surprise of one who expects q where p is true.

    Minimised over q, it is smallest at q = p, where it is H(p) and not 0. Contract, edges and
    rules: see entropy.

    Example
    -------
    >>> p = torch.tensor([[0.5, 0.5], [1.0, 0.0], [0.5, 0.5]])
    >>> q = torch.tensor([[0.9, 0.1], [0.9, 0.1], [1.0, 0.0]])
    >>> cross_entropy(p, q)  # -(log 0.9 + log 0.1) / 2, -log 0.9, and q excludes what happens
    tensor([1.2040, 0.1054,    inf])

    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), 3.13.
    """
    raise NotImplementedError


def kl_divergence(p: Tensor, q: Tensor) -> Tensor:
    """KL(p‖q) = Σ p log(p / q): what expecting q costs beyond the entropy of p itself.

    It is never negative, 0 only for q = p, and not symmetric: p weights the terms, so q must not
    miss what p holds possible, while what p holds impossible is free. Contract, edges and rules:
    see entropy.

    Example
    -------
    >>> p = torch.tensor([[0.5, 0.5], [1.0, 0.0], [0.5, 0.5]])
    >>> q = torch.tensor([[0.9, 0.1], [1.0, 0.0], [1.0, 0.0]])
    >>> kl_divergence(p, q)
    tensor([0.5108, 0.0000,    inf])
    >>> kl_divergence(q[:1], p[:1])  # another number the other way round
    tensor([0.3681])

    Source: Kullback, Leibler, On Information and Sufficiency, Annals of Mathematical Statistics 22
    (1951); Goodfellow, Bengio, Courville, Deep Learning (2016), 3.13.
    """
    raise NotImplementedError
