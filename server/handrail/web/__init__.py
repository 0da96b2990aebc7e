"""How HTTP is spoken here: one route table, one table of problems, sizes, rates and headers."""
