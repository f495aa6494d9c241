"""mfa-binder: hardware-MFA runbooks for an AWS organization, as a site, as paper, and rehearsed.

Each folder is a stage of the way from an inventory to a printed binder and imports only
earlier stages; `tests/test_rooms.py` holds the order and counts every import.
"""
