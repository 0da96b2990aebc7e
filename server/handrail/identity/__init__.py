"""How somebody becomes a Principal, and stops being one."""
