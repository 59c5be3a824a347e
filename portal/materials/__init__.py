"""The trade's language as data and pure functions: categories, grades, mills, places, units and weights.

Owns no table and does no I/O beyond reading its own data files; knows neither Flask nor a feature.
"""
