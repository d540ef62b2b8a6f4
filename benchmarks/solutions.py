"""The model solutions beside torch's own losses: time and peak bytes, forward and backward.

    python benchmarks/solutions.py [--kata KATA] [--rounds N] [--device cpu|cuda]

On three sizes: small, a large vocabulary ([4096, 32768]) and a segmented image ([2, 21, 512, 512]).
Time is the median of ratios taken in turn; bytes are those of the profiler's allocator events on
the CPU, and of the allocator on a GPU.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from dojo.worker.heap import uncollected  # noqa: E402

with uncollected():
    import torch
    from torch import Tensor

    from dojo import catalog
    from dojo.judge import checks
    from dojo.judge.case import Case
    from dojo.judge.loss import Loss
    from dojo.worker import measure

SMALL, VOCABULARY, IMAGE = (32, 10), (4096, 32768), (2, 21, 512, 512)
CLASSES_LAST = ("bce_with_logits", "entropy_and_kl")  # whose options or rows go by the last axis
TIME_AIM, BYTES_AIM = 2.5, 2.0


def cases(loss: Loss, size: tuple[int, ...]) -> list[Case]:
    """The kata's sized calls; for an image, with its classes where the loss has them."""
    if len(size) == 2:
        return loss.sized(*size)
    batch, classes, height, width = size

    def shaped(tensor: Tensor) -> Tensor:
        image = tensor.reshape(batch, height, width, *tensor.shape[1:])
        if tensor.dim() == 1 or loss.kata in CLASSES_LAST:
            return image
        return image.movedim(-1, 1).contiguous()

    flat = loss.sized(batch * height * width, classes)
    return [Case(tuple(map(shaped, case.inputs)), case.options, case.entry) for case in flat]


def compare(
    solution: ModuleType, loss: Loss, case: Case, rounds: int, device: str
) -> tuple[list[float], float]:
    """Ratios of time, and of peak bytes, of the model solution to torch."""
    inputs = [
        tensor.detach().to(device).requires_grad_(place in case.wrt)
        for place, tensor in enumerate(case.inputs)
    ]
    options = {
        name: value.to(device) if isinstance(value, Tensor) else value
        for name, value in case.options.items()
    }
    leaves = [inputs[place] for place in case.wrt]
    reference = loss.oracle(case).reference
    entry = next(e for e in catalog.load(loss.kata).entries() if case.entry in (None, e.name))
    callee = getattr(solution, entry.name)

    made = callee(**options) if entry.kind == "class" else partial(callee, **options)
    calls = (lambda: made(*inputs), lambda: reference(*inputs, **options))
    figures: Callable[..., Any] = measure.cost if device == "cpu" else measure.gpu_cost
    solution_bytes, torch_bytes = (figures(call, leaves).both for call in calls)
    timed = [[_seconds(call, leaves, device) for call in calls] for _ in range(rounds + 1)][1:]
    return [one / other for one, other in timed], solution_bytes / torch_bytes


def _seconds(call: Callable[[], Tensor], leaves: list[Tensor], device: str) -> float:
    repeats = 1 if leaves[0].numel() > 1 << 20 else 200
    started = time.perf_counter()
    for _ in range(repeats):
        measure.differentiate(call(), leaves)
    if device != "cpu":
        torch.cuda.synchronize()
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kata", action="append", help="which (default: all)")
    parser.add_argument("--rounds", type=int, default=5, help="timings each (default: 5)")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu", help="(default: cpu)")
    options = parser.parse_args()
    print(f"On {options.device}, {torch.get_num_threads()} threads, torch {torch.__version__}.\n")
    print("| kata | entry | size | time / torch | from | to | peak bytes / torch | aims met |")
    print("|---|---|---|---|---|---|---|---|")
    for name in options.kata or catalog.kata_names():
        kata = catalog.load(name)
        solution = checks.module(kata.files.solution)
        loss: Loss = checks.module(kata.files.hidden_tests).LOSS
        for size in (SMALL, VOCABULARY, IMAGE):
            for case in cases(loss, size):
                ratios, bytes_ = compare(solution, loss, case, options.rounds, options.device)
                median = statistics.median(ratios)
                met = median <= TIME_AIM and bytes_ <= BYTES_AIM
                shown = (
                    name, case.entry or kata.entry_names[0], list(size), f"{median:.2f}",
                    f"{min(ratios):.2f}", f"{max(ratios):.2f}", f"{bytes_:.2f}",
                    "yes" if met else "**no**",
                )  # fmt: skip
                print("| " + " | ".join(map(str, shown)) + " |", flush=True)


if __name__ == "__main__":
    main()
