"""Sample data: an invented market day, so that a first start shows a portal in use. Everything here is made up; nothing else reads it."""
