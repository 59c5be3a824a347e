"""Help articles and notices: written by staff, read by everybody."""
