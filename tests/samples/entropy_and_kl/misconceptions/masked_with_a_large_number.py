"""Where p is 0 you replace log q by -1e9, as 0 times a finite number is 0. float16 ends at 65504:
-1e9 does not exist there, and masked_fill raises.

Any finite number will do, so take 0: it exists in every dtype.
"""
# verdict: runtime_error
# fails: test_float16, test_many_terms

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = q.log().masked_fill(p == 0, -1e9)
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    return (p * (log_p - log_q)).sum(-1)
