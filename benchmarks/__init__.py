"""Measured ratios, never timed tests: ``make bench``."""
