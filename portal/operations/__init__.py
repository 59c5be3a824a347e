"""What administrators look at when something is wrong: jobs, the worker, mail, the audit. Owns no table."""
