"""Handrail's server: rooms, check-ins, attendance, consent, disclosure and letters of a virtual IOP."""
