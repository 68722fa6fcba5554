"""EcoSpold 1 and EcoSpold 2."""
