"""The live side of a session: seats, lobby, presence, hands, notes."""
