"""Finds what is published: analysers, index, query, engine and the search pages.

Knows core and materials only. Features hand it documents and loaders (`sources`); the database stays the truth.
"""
