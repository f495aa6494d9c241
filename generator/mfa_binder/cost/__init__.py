"""What hardware MFA costs: what is needed, owned and to buy, at dated prices."""
