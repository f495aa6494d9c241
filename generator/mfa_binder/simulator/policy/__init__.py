"""Whether a policy lets a simulated call through, and what the call is about."""
