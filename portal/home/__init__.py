"""The home page: what is new in supply, demand, storage and transport, at a glance. Owns no table."""
