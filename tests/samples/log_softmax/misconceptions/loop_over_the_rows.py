"""Your log_softmax goes through the rows in a Python loop, and stacks what comes out.

Each row costs a handful of operators, and each operator microseconds to start, however little it
computes. amax and sum take a dim, so that one operator works on all rows.
"""
# verdict: accepted
# fails: test_operators

import torch


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = torch.where(top.isfinite(), top, 0)
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    moved = input.movedim(dim, -1)
    rows = moved.reshape(moved.shape[:-1].numel(), moved.shape[-1])
    done = [row - row.amax() - (row - row.amax()).exp().sum().log() for row in rows]
    result = torch.stack(done) if done else rows - 0
    return result.view(moved.shape).movedim(-1, dim)
