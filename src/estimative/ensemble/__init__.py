"""Draws of many judgments at once. It knows neither case nor method: paths, ranges and numbers only."""
