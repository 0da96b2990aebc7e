"""Letters computed from the ledger, and the reader's check."""
