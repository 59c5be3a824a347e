"""Mail that comes in: read, trimmed, tied to its thread, kept whole. What leaves is written by threads and notifications."""
