"""What each family that a kata.toml may forbid means, in operator and function names.

The one place that knows it: the worker denies these names, the source scan reports them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Family:
    """Regular expressions over whole names, and what may be used instead.

    operators: of dispatcher operators, without namespace and overload. functions: of Python
    functions and classes. A Python name is matched wherever torch keeps it (`F`, `torch.special`,
    `torch._refs`, ...).
    """

    operators: str
    functions: str
    instead: str


FAMILIES = {
    "losses": Family(
        operators=r"\w+_loss\w*|\w*cross_entropy\w*|\w*kl_div\w*|\w*nll\w*",
        functions=r"_*[a-z]\w*loss\w*|\w*cross_entropy\w*|\w*kl_div\w*|_*nll\w*|[A-Z]\w*Loss"
        r"|(pseudo_)?huber",
        instead="write the loss from basic tensor operations",
    ),
    "softmax": Family(
        operators=r"\w*softmax\w*|\w*softmin\w*|\w*attention\w*|_transformer_encoder_layer_fwd",
        functions=r"\w*soft(max|min)\w*|scaled_dot_product_attention|multi_head_attention_forward"
        r"|_?(Log)?Soft(max|min)\w*|MultiheadAttention|Transformer\w*Layer",
        instead="write the softmax by hand: amax, exp, sum, log",
    ),
    "logsumexp": Family(
        operators=r"\w*logsumexp\w*|\w*logaddexp\w*|\w*logcumsumexp\w*",
        functions=r"\w*logsumexp\w*|\w*logaddexp\w*|\w*logcumsumexp\w*",
        instead="write it by hand: amax, exp, sum, log",
    ),
    "entropy": Family(
        operators=r"(special_)?entr|\w*rel_entr|\w*kl_div\w*",
        functions=r"entr|rel_entr|\w*kl_div\w*|entropy",
        instead="write it from log, where and sum (torch.xlogy may be used)",
    ),
    "logsigmoid": Family(
        operators=r"\w*log_?sigmoid\w*",
        functions=r"\w*log_?sigmoid\w*|LogSigmoid|log_expit",
        instead="write it from softplus, log1p or logaddexp",
    ),
}

# Ready-made in every kata: log-probabilities, entropies and divergences of every kind.
ALWAYS_FORBIDDEN_MODULES = ("torch.distributions",)


@dataclass(frozen=True)
class Rules:
    """The families that one kata forbids, as the worker and the source scan take them."""

    families: tuple[str, ...]

    def payload(self) -> dict[str, object]:
        """What the worker denies, as JSON."""
        return {
            "operators": self._joined("operators"),
            "functions": self._joined("functions"),
            "modules": list(ALWAYS_FORBIDDEN_MODULES),
        }

    def forbids(self, dotted: str) -> bool:
        """Whether an imported name, written out from its root module, is forbidden."""
        if dotted.startswith(ALWAYS_FORBIDDEN_MODULES):
            return True
        pattern = re.compile(f"{self._joined('operators')}|{self._joined('functions')}")
        return any(pattern.fullmatch(part) for part in dotted.split(".")[1:])

    def instead(self, name: str) -> str:
        """What may be used in place of a denied name."""
        last = [part for part in re.split(r"\.|::", name) if part]
        for family in (FAMILIES[key] for key in self.families):
            pattern = re.compile(f"{family.operators}|{family.functions}")
            if any(pattern.fullmatch(part) for part in last):
                return family.instead
        return "write it from basic tensor operations"

    def _joined(self, field: str) -> str:
        return "|".join(getattr(FAMILIES[key], field) for key in self.families) or r"(?!)"
