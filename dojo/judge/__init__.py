"""Runs a kata's hidden tests against an attempt in a worker, and says what came of it."""
