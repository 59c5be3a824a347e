"""Makers of test data, one module a feature. Each takes a session and keywords, flushes, and returns the row."""
