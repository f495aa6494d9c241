"""A role whose trust policy in AWS asks for something else than the inventory says."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.findings import Severity
from mfa_binder.observation.parts import ObservedRole
from mfa_binder.observation.telling import age
from mfa_binder.organization.users_and_roles import Role
from mfa_binder.reconcile.both import Both, Spot
from mfa_binder.reconcile.comparison import Comparison, Difference


def _check(both: Both) -> Iterator[Difference]:
    for pair in both.pairs:
        identities = pair.observed.identities
        if pair.declared is None or identities.value is None:
            continue
        for observed in identities.value.roles:
            declared = pair.declared.roles.get(observed.name)
            # An observed.json of before paths were kept was judged without conditions but one.
            found = list(_differences(declared, observed)) if declared is not None and observed.arn else []
            if found:
                yield Difference(
                    Spot(("accounts", pair.declared.key, "roles", observed.name)),
                    f"the trust policy of role {observed.name} of {pair.name} says otherwise in AWS: "
                    f"{'; '.join(found)}{age(identities)}",
                    "correct the role here, or its trust policy in AWS",
                )


def _differences(declared: Role, observed: ObservedRole) -> Iterator[str]:
    pairs = {
        "trusts": (set(declared.trusts), set(observed.trusts)),
        "trusted_principals": (set(declared.trusted_principals), set(observed.trusted_principals)),
        "requires_mfa": (declared.requires_mfa, observed.requires_mfa),
        "max_mfa_age_seconds": (declared.max_mfa_age_seconds, observed.max_mfa_age_seconds),
        "external_id": (declared.external_id, observed.external_id),
    }
    yield from (f"{key} is {_text(there)}" for key, (here, there) in pairs.items() if here != there)
    if observed.further_trust and declared.further_trust is None:
        yield f"besides, {'; '.join(observed.further_trust)}"


def _text(value: object) -> str:
    """A value as the inventory writes it; null is what it cannot say."""
    if isinstance(value, set):
        return f"[{', '.join(sorted(map(str, value)))}]"
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


COMPARISON = Comparison(
    "role-trust-differs", Severity.WARNING, "A role's trust policy in AWS asks for something else.", _check
)
