"""The state of one simulated copy of an organization: accounts, devices, sessions, time; and a way back to it."""
