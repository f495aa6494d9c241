"""AWS Organizations: its units, accounts and policies, and its operations.

- `simulated_organizations`: all of them
- `organizations_service`: what they have in common
- `member_accounts`: accounts, units, invitations
- `policies_and_trust`: policies, trusted services, delegated administrators
"""
