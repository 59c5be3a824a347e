"""Where material lies and how it moves: warehouses, stock lots and their movements, freight rates. Knows listings only by number."""
