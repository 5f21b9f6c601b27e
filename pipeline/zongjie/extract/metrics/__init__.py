"""Metrics: numbers that measure something, and what they measure."""
