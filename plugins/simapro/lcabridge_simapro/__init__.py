"""SimaPro CSV, as SimaPro 7 to 9 export it, in both directions."""
