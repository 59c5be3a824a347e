"""Service standards: what is promised to customers, and the clock that counts working time. Knows no thread."""
