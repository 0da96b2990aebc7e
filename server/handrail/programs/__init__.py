"""A clinic's program, its cohorts, their sessions, and who belongs to them."""
