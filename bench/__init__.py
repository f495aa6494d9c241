"""Measurements: `make bench`. Seconds are of this machine and this run; only ratios are targets."""
