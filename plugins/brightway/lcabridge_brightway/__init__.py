"""Brightway: packages that bw2data imports as they are, and inventories in Excel and CSV as bw2io has them."""
