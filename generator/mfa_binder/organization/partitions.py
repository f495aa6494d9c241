"""What differs between AWS partitions, as facts with their source.

Source: AWS documentation of MFA in IAM, checked 2026-11-24; the GovCloud limit of devices is
stated by its pages as one per user, which conflicts with the general pages and is unverified,
so the general limit is used there too. Sign-in pages: AWS IAM User Guide, and its edition for
China, "How IAM users sign in", checked 2026-11-24.
"""

from __future__ import annotations

from dataclasses import dataclass

from mfa_binder.organization.mfa_devices import DeviceKind
from mfa_binder.organization.strict_records import WordEnum


class PartitionName(WordEnum):
    """An ARN's second field."""

    AWS = "aws"
    GOVCLOUD = "aws-us-gov"
    CHINA = "aws-cn"


@dataclass(frozen=True, slots=True)
class Partition:
    """What a partition supports, and where people sign in."""

    name: PartitionName
    """Its name, as it stands in an ARN."""
    fido2: bool
    """Whether FIDO2 keys and passkeys can be registered."""
    hardware_totp: bool
    """Whether hardware TOTP tokens can be registered."""
    root_user: bool
    """Whether accounts have a root user to sign in with."""
    devices_per_principal: int
    """How many MFA devices one root user or IAM user may have (AWS: 8, any mix)."""
    console: str
    """The host of the console."""
    region: str
    """The region that is used unless the inventory names one."""
    sign_in: str
    """An account's sign-in page, with `{account}` to be filled in."""

    @property
    def takes_hardware(self) -> bool:
        """Whether any hardware MFA device can be registered."""
        return self.fido2 or self.hardware_totp

    def takes(self, kind: DeviceKind) -> bool:
        """Whether hardware MFA devices of a kind can be registered."""
        return self.fido2 if kind is DeviceKind.FIDO2 else self.hardware_totp

    @property
    def is_standard(self) -> bool:
        """Whether it is `aws`, of which AWS's general pages speak: commands find its accounts from any Region of it."""
        return self.name is PartitionName.AWS


_PARTITIONS = {
    PartitionName.AWS: Partition(
        PartitionName.AWS,
        True,
        True,
        True,
        8,
        "console.aws.amazon.com",
        "us-east-1",
        "https://{account}.signin.aws.amazon.com/console",
    ),
    PartitionName.GOVCLOUD: Partition(
        PartitionName.GOVCLOUD,
        True,
        True,
        False,
        8,
        "console.amazonaws-us-gov.com",
        "us-gov-west-1",
        "https://{account}.signin.amazonaws-us-gov.com/console",
    ),
    PartitionName.CHINA: Partition(
        PartitionName.CHINA,
        False,
        False,
        False,
        8,
        "console.amazonaws.cn",
        "cn-north-1",
        "https://{account}.signin.www.amazonaws.cn/console/",
    ),
}


def partition(name: PartitionName) -> Partition:
    """The partition of that name."""
    return _PARTITIONS[name]
