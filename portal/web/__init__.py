"""The glue between Flask and the features: who asks, guards, forms, errors, languages, headers. No business rule lives here."""
