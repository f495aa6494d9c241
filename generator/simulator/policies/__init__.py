"""What a policy decides about a request, for every operation that asks."""
