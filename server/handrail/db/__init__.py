"""Where rows are kept: SQLite on one machine, Postgres on many, one code path; sealed columns and their keys."""
