"""What the sample data is made of: companies, places, goods, talk, articles. Invented; prices are of the order of autumn 2026."""
