"""The process in which an attempt runs, and the parent's handle on it."""
