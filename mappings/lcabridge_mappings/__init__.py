"""Flow lists, flow maps, GWP sets and code tables, each with provenance and licence."""
