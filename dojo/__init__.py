"""A judge for hand-written PyTorch losses, and the practice tool around it."""

__version__ = "0.1.0"
