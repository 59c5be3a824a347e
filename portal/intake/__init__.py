"""Stock sheets as suppliers send them round: read, understood cell by cell, shown, and brought in. No number is ever invented."""
