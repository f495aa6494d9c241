"""Regions that the partition of an organization does not have, as botocore knows them without a network."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache, partial
from importlib.resources import files

import botocore

from mfa_binder.findings import Unplaced
from mfa_binder.inventory.checks.problem import problem
from mfa_binder.inventory.draft import Draft, Part
from mfa_binder.inventory.nearest import did_you_mean
from mfa_binder.inventory.spelling import quoted
from mfa_binder.organization.partitions import PartitionName

_SHOWN = 3


@cache
def known_regions() -> Mapping[str, tuple[str, ...]]:
    """The Regions of each partition; of the pseudo Regions of global services, such as aws-global, none."""
    data = json.loads(files("botocore").joinpath("data", "partitions.json").read_text(encoding="utf-8"))
    return {
        entry["id"]: tuple(name for name in entry["regions"] if not name.endswith("-global"))
        for entry in data["partitions"]
    }


def regions(draft: Draft) -> Iterator[Unplaced]:
    """Regions, of an organization and of its Identity Center, that its partition does not have."""
    for organization in draft.top.parts("organizations"):
        name = organization.text("partition") if organization.has("partition") else PartitionName.AWS.value
        known = known_regions().get(name or "")
        for part in filter(None, (organization, organization.part("identity"))):
            region = part.text("region")
            if known is not None and region and region not in known:
                yield _unknown(part, region, name or "", known)


def _unknown(part: Part, region: str, partition: str, known: tuple[str, ...]) -> Unplaced:
    others = [other for other, names in known_regions().items() if region in names]
    message = f"the partition {partition} has no Region {quoted(region)}"
    if others:
        message += f"; the partition {others[0]} has it"
    some = ", ".join(known[:_SHOWN])
    newer = f"write one that it has, such as {some}; botocore {botocore.__version__} knows none that is newer"
    return problem("unknown-region", (*part.path, "region"), message, partial(did_you_mean, region, known, newer))
