"""Prices over time: the low, middle and high of what was listed each day, and series from elsewhere, which are never mixed with ours."""
