"""You look the largest number up in a table of your own, which has float16, float32 and float64.
bfloat16 is a dtype too, and the one that most models are trained in.

torch.finfo(input.dtype) knows all of them.
"""
# verdict: runtime_error
# fails: test_bfloat16, test_many_terms

import torch

LARGEST = {torch.float16: 65504.0, torch.float32: 3.4e38, torch.float64: 1.7e308}


def logsumexp(input, dim, keepdim=False):
    top = input.amax(dim, keepdim=True).detach()
    top = top.clamp(-LARGEST[top.dtype], LARGEST[top.dtype])
    result = top + (input - top).exp().sum(dim, keepdim=True).log()
    return result if keepdim else result.squeeze(dim)


def softmax(input, dim):
    exps = (input - input.amax(dim, keepdim=True)).exp()
    return exps / exps.sum(dim, keepdim=True)


def log_softmax(input, dim):
    shifted = input - input.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
