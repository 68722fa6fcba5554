"""The ILCD family: ILCD XML, TIDAS JSON and the national profile."""
