"""Which accounts a terminal finds without being told of a Region."""

from __future__ import annotations

import pytest

from mfa_binder.organization.partitions import PartitionName, partition


@pytest.mark.parametrize(("name", "is_standard"), [("aws", True), ("aws-us-gov", False), ("aws-cn", False)])
def test_only_one_partition_is_the_standard_one(name: str, is_standard: bool) -> None:
    assert partition(PartitionName(name)).is_standard is is_standard


def test_only_accounts_of_another_partition_need_a_region(examples) -> None:
    organization = examples["govcloud"].organization
    told = {account.key: organization.region_to_export(account) for account in organization.accounts.values()}
    for key, account in organization.accounts.items():
        aws = organization.aws_organization(account)
        assert told[key] == ("" if aws.partition is PartitionName.AWS else aws.region)
    assert set(told.values()) > {""}
