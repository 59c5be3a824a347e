"""What companies and their people do; one module a matter."""
