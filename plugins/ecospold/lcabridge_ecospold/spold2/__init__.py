"""EcoSpold 2: activities, exchanges with properties and uncertainties, master data."""
