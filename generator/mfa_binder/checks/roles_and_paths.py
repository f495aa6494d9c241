"""Users and roles of which AWS has another path, and roles with another trust policy."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.checks.aws_comparison import AccountPair, AwsComparison
from mfa_binder.checks.rule import RuleCase, rule
from mfa_binder.findings import Severity
from mfa_binder.observation.account_parts import ObservedRole
from mfa_binder.observation.aws_reading import staleness_note
from mfa_binder.organization.identifiers import path_in_arn
from mfa_binder.organization.users_and_roles import Role


@rule("path-differs", Severity.ERROR, "A user or role has another path in AWS.")
def path_differs(comparison: AwsComparison) -> Iterator[RuleCase]:
    """A user or role whose path in AWS is another one: its ARN on paper leads nowhere."""
    for pair in comparison.pairs:
        since = staleness_note(pair.observed.identities)
        for kind, name, declared, arn in _paths_and_arns(pair):
            path = path_in_arn(arn, name)
            if path is not None and path != declared:
                yield RuleCase(
                    ("accounts", pair.observed.id, f"{kind}s", name),
                    f"{kind} {name} of {pair.name} has the path {path} in AWS, and {declared} here{since}",
                    f'write path: "{path}", or the ARN on paper is of nobody',
                )


def _paths_and_arns(pair: AccountPair) -> Iterator[tuple[str, str, str, str]]:
    """What stands on both sides: `user` or `role`, its name, its path on paper, its ARN in AWS."""
    identities, account = pair.observed.identities.value, pair.declared
    if account is None or identities is None:
        return
    for user in identities.users:
        if user.name in account.users:
            yield "user", user.name, account.users[user.name].path, user.arn
    for role in identities.roles:
        if role.name in account.roles:
            yield "role", role.name, account.roles[role.name].path, role.arn


@rule("role-trust-differs", Severity.WARNING, "A role's trust policy in AWS asks for something else.")
def role_trust_differs(comparison: AwsComparison) -> Iterator[RuleCase]:
    """A role whose trust policy in AWS asks for something else than the inventory says."""
    for pair in comparison.pairs:
        identities = pair.observed.identities
        if pair.declared is None or identities.value is None:
            continue
        for observed in identities.value.roles:
            declared = pair.declared.roles.get(observed.name)
            # An observed.json of before paths were kept was judged without conditions but one.
            differences = list(_trust_differences(declared, observed)) if declared is not None and observed.arn else []
            if differences:
                yield RuleCase(
                    ("accounts", pair.declared.key, "roles", observed.name),
                    f"the trust policy of role {observed.name} of {pair.name} says otherwise in AWS: "
                    f"{'; '.join(differences)}{staleness_note(identities)}",
                    "correct the role here, or its trust policy in AWS",
                )


def _trust_differences(declared: Role, observed: ObservedRole) -> Iterator[str]:
    pairs = {
        "trusts": (set(declared.trusts), set(observed.trusts)),
        "trusted_principals": (set(declared.trusted_principals), set(observed.trusted_principals)),
        "requires_mfa": (declared.requires_mfa, observed.requires_mfa),
        "max_mfa_age_seconds": (declared.max_mfa_age_seconds, observed.max_mfa_age_seconds),
        "external_id": (declared.external_id, observed.external_id),
    }
    yield from (f"{key} is {_yaml_text(there)}" for key, (here, there) in pairs.items() if here != there)
    if observed.further_trust and declared.further_trust is None:
        yield f"besides, {'; '.join(observed.further_trust)}"


def _yaml_text(value: object) -> str:
    """A value as the inventory writes it; null is what it cannot say."""
    if isinstance(value, set):
        return f"[{', '.join(sorted(map(str, value)))}]"
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
