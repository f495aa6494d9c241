"""AWS Organizations as simulated: moto's, planted from the inventory, with the operations that are done anew here."""

from __future__ import annotations

from mfa_binder.simulator.services.organizations.member_accounts import AccountOperations, HandshakeOperations
from mfa_binder.simulator.services.organizations.policies_and_trust import PolicyOperations, TrustOperations


class SimulatedOrganizations(AccountOperations, PolicyOperations, TrustOperations, HandshakeOperations):
    """Every operation of AWS Organizations that moto or this room implements."""
