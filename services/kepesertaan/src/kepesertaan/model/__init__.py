"""Inline read models: rows written in the same statement as the events they come from, so the next GET sees them."""
