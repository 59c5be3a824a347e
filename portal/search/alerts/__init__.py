"""Who is told of what changed: saved searches that are newly answered, listings that are followed. Knows documents, no feature."""
