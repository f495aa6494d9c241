"""What people wrote down against what AWS said: every difference, and what to do.

linking       which device of the inventory a FIDO2 registration in AWS could be: proposed, never decided
"""
