"""A judge in a process of its own, kept warm for a notebook or an interview that asks it."""
