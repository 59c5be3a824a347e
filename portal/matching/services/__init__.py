"""Verbs of matching: keeping pairs up to date, telling of them, putting them aside."""
