"""Tools for those who work on the portal; nothing here runs in production."""
