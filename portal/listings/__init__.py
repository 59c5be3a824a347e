"""Supply and demand: listings, their life from draft to closed, freshness, price history and stock-sheet import."""
