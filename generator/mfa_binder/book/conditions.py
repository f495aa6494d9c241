"""Conditions: what must hold before and after a block, or is made to hold."""

from __future__ import annotations

from collections.abc import Mapping

Condition = Mapping[str, str | int | bool]
"""What must hold, or is made to hold. The forms, by their first key:

    registered DEVICE to PRINCIPAL          the device is listed for the principal
    unregistered DEVICE from PRINCIPAL      it is not
    in_sync DEVICE                          the token's codes are accepted
    out_of_sync DEVICE                      the token has drifted, its codes are refused
    signs_in PRINCIPAL with DEVICE          a session can be had with the device's code
    access_keys STATE of PRINCIPAL          STATE is "none", "inactive" or "active"
    other_credentials STATE of PRINCIPAL    the same of an IAM user's SSH public keys, signing certificates and
                                            service-specific credentials
    password STATE of PRINCIPAL             STATE is "none" or "present"
    policy NAME on PRINCIPAL                an inline policy of that name is attached
    no_policy NAME on PRINCIPAL             it is not
    root_mfa BOOLEAN in ACCOUNT             what GetAccountSummary says of the root user
    root_virtual BOOLEAN in ACCOUNT         whether the root user has a virtual MFA device
    user PRINCIPAL exists BOOLEAN           whether there is such an IAM user
    managed_policy NAME on PRINCIPAL        a managed policy of that name is attached
    no_managed_policy NAME on PRINCIPAL     it is not
    scp NAME in ACCOUNT                     the account's organization has a service control policy of that name
    no_scp NAME in ACCOUNT                  it has none
    attached NAME to TARGET in ACCOUNT      it is attached right to TARGET: an account, or a unit's path from Root
    detached NAME from TARGET in ACCOUNT    it is not
    unit PATH of ACCOUNT                    the account stands in the organizational unit at that path from Root
    outside ACCOUNT                         the account is in no organization, or not yet
    account_state STATE of ACCOUNT          STATE is what AWS Organizations says, such as "ACTIVE"
    root_feature NAME in ACCOUNT            RootCredentialsManagement or RootSessions is on in its organization
    no_root_feature NAME in ACCOUNT         it is off
    trusted SERVICE in ACCOUNT              its organization trusts a service, such as "iam.amazonaws.com"
    not_trusted SERVICE in ACCOUNT          it does not
    in_group GROUP of PRINCIPAL             the IAM user is in the group
    not_in_group GROUP of PRINCIPAL         it is not
    group_policy NAME on GROUP in ACCOUNT   an inline policy of that name is attached to the group
    no_group_policy NAME on GROUP in ACCOUNT  it is not
    denied ACTION to PRINCIPAL              a policy explicitly denies it the reading ACTION, such as iam:ListUsers
    allowed ACTION to PRINCIPAL             none does; both forms may end in `with DEVICE`: in a session with its code
    refused PRINCIPAL                       AWS knows the long-term key of PRINCIPAL no more
    fails_with TEXT                         the block is refused: it ends with an error that contains that text
    prints TEXT                             the block's standard output contains that line
    shows TEXT                              the block's standard output contains that text
    hides TEXT                              it does not
    prints_nothing true                     the block's standard output is empty
"""
