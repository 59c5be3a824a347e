"""Companies: registration, verification, members and their roles. Answers who an actor is."""
