"""Verdicts: how a policy of the page must decide."""

from __future__ import annotations

from collections.abc import Mapping

Verdict = Mapping[str, str]
"""How a policy decides. The forms, by their first key:

    denies ACTION                  the policy refuses it, whatever else allows it
    passes ACTION                  it does not refuse it: who may do it by another policy still may
    allows ACTION                  it allows it by itself
    lets_in PRINCIPAL              a trust policy: the principal may assume the role
    keeps_out PRINCIPAL            it may not; both may go on with `external_id TEXT`, which is then given

Each but the last two may go on with `on RESOURCE` (an ARN) and with context keys and their values, such as
`aws:PrincipalArn arn:…`; all with `with mfa` or `without mfa`. Without MFA is both: with a long-term key, of
which AWS knows nothing about MFA, and in a session that was got without a code. A verdict that says
neither holds with and without. ACCOUNT as a PRINCIPAL is its administrator at work.
"""
