"""One file a row (or a few rows that share their data)."""
