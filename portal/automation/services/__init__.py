"""Verbs on rules: keep, switch, move, drop, apply. The caller owns the transaction."""
