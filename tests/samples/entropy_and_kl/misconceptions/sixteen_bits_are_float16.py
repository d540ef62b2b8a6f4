"""You add up 16-bit terms in float32, which is right, and return half() of the sum. bfloat16 has
16 bits too, and is not float16.

Go back to what came in: .to(p.dtype).
"""
# verdict: wrong_answer
# fails: test_bfloat16, test_many_terms

import torch


def add_up(terms):
    if terms.element_size() == 2:
        return terms.float().sum(-1).half()
    return terms.sum(-1)


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -add_up(p * log_p)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -add_up(p * log_q)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return add_up(p * (log_p - log_q))
