"""AWS Organizations as simulated: moto's, planted from the inventory, with the operations that are done anew here."""

from __future__ import annotations

from mfa_binder.simulator.organizations.accounts import AccountOperations
from mfa_binder.simulator.organizations.handshakes import HandshakeOperations
from mfa_binder.simulator.organizations.policies import PolicyOperations
from mfa_binder.simulator.organizations.trust import TrustOperations


class SimulatedOrganizations(AccountOperations, PolicyOperations, TrustOperations, HandshakeOperations):
    """Every operation of AWS Organizations that moto or this room implements."""
