"""Measures the portal's pages against a bare Flask page in the same run: `make bench`. Writes nothing into the project."""
