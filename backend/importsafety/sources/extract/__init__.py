"""What notices say only in prose, one noun a module: each has `read(...)`, a table and a small engine."""
