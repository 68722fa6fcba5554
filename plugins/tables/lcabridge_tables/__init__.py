"""Tables: our own workbook, Brightway inventories, openLCA's process workbook, lists of single factors."""
