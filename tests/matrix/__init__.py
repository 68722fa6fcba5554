"""The cross-format matrix: every ordered pair of formats, there and back."""
