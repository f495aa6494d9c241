"""AWS Organizations: its units, accounts and policies, and its operations."""
