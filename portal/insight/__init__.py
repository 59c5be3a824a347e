"""Figures of the service for supervisors, and everybody's own: reads what threads and casework wrote, and owns no table."""
