"""openLCA JSON-LD."""
