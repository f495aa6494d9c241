"""The catalogue: which runbook exists for what, in which order, at which address; ours and the user's own."""
