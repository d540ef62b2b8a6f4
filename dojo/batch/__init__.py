"""Many attempts: where they come from, what is written of them, what they have in common."""
