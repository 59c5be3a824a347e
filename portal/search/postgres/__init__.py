"""The engine for several machines: tokens and columns in PostgreSQL, matched there by a GIN index, evaluated as `whoosh_engine` does."""
