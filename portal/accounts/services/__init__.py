"""What people do with their accounts; one module a matter."""
