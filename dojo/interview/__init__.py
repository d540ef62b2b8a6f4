"""The mock interview: a kata's stages one at a time, against the clock, and a scorecard."""
