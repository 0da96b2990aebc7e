"""How long things take. Printed, never asserted: a busy machine is no fault of the code."""
