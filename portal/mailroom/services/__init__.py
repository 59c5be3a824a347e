"""Verbs of the mailroom."""
