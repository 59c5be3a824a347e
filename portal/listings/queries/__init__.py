"""Reading listings: frozen views from plain columns, each query scoped by a policy's clause."""
