"""Data cards: a small format for lcabridge, made to be copied."""
