"""The practice loop: what is remembered, when a kata comes back, and watching a stub."""
