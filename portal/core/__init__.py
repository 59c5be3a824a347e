"""What every feature stands on: database, transactions, events, jobs, clock. Knows neither Flask nor any feature."""
