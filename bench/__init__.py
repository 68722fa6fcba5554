"""Benchmarks: generated packages and measurements."""
