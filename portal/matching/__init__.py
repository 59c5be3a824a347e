"""Demand and supply that fit, both ways, with the reasons: what fits, what does not, and what nobody has said."""
