"""Writing: the days of our own listings, and series from elsewhere."""
