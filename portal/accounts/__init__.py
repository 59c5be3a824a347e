"""People: accounts, passwords, sessions, one-time links, API tokens. Knows nothing of companies."""
