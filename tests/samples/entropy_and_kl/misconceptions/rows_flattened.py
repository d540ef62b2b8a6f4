"""Your divergence flattens all leading dimensions and does not restore them: (2, 3, 4) gives
(6,), not (2, 3).

sum(-1) keeps the leading dimensions, so nothing needs to be flattened.
"""
# verdict: wrong_answer
# fails: test_divergence_of_a_batch, test_sizes_of_one, test_empty_batch
# fails: test_non_contiguous_inputs, test_divergence_from_the_impossible
# fails: test_divergence_with_zeros_in_p

import torch


def entropy(p):
    log_p = torch.where(p > 0, p, 1).log()
    return -(p * log_p).sum(-1)


def cross_entropy(p, q):
    log_q = torch.where(p > 0, q, 1).log()
    return -(p * log_q).sum(-1)


def kl_divergence(p, q):
    log_p = torch.where(p > 0, p, 1).log()
    log_q = torch.where(p > 0, q, 1).log()
    terms = p * (log_p - log_q)
    rows = terms.reshape(-1, p.size(-1)).sum(-1)
    return rows[0] if p.dim() == 1 else rows
