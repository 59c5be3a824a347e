"""Reads of matching: candidates for the reckoning, pairs for pages."""
