"""What tests lean on: a real Postgres, a real NATS, and the rule about skips."""
