"""Consistency assessment: checks over a package, one pass, one solve (docs/assess.md)."""
