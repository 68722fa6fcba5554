"""EcoSpold 1: process, impact method and elementary flow files."""
