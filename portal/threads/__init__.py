"""Threads: one matter with one company, its messages, internal notes, files, the desk's queue and who is told of what."""
