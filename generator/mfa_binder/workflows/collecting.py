"""Reading an organization from AWS into observed.json."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property

import boto3
from botocore.exceptions import BotoCoreError, UnknownRegionError

from mfa_binder.collect import least_permissions
from mfa_binder.collect.organization_walk import (
    HOME_REGION,
    CollectOptions,
    WalkProgress,
    add_code_to_session,
    failure_reasons,
    identify_caller,
    walk_organization,
)
from mfa_binder.collect.role_sessions import AssumeRoleSettings
from mfa_binder.collect.walk_journal import open_journal
from mfa_binder.errors import UnavailableError
from mfa_binder.files.folder_lock import locked_folder
from mfa_binder.files.writing import require_own_places, write_text
from mfa_binder.inventory.observed_json import read_observed
from mfa_binder.observation.aws_reading import FailureReason, ReadingFailure
from mfa_binder.observation.observation import NO_ORGANIZATION, Observation, observation_text
from mfa_binder.observation.root_mfa_status import RootMfaState, root_mfa_status
from mfa_binder.workflows.progress import WalkContinued, WalkInterrupted, WorkProgress
from mfa_binder.workflows.working_folder import WorkingFolder

_JOURNAL = ".observed.journal"


class PermissionDocument(StrEnum):
    """A document that says what `collect` must be allowed."""

    CALLER = "caller"
    ROLE = "role"
    CLOUDFORMATION = "cloudformation"


@dataclass(frozen=True, slots=True)
class CollectRequest:
    """What is asked of AWS, and with which credentials."""

    options: CollectOptions
    profile: str | None = None
    """The profile of the AWS configuration; None: the one that AWS's own programs would take."""
    region: str | None = None
    mfa_serial: str | None = None
    """The caller's own MFA device, whose code roles are to see."""
    anew: bool = False
    """Whether what an interrupted run has read is forgotten."""


@dataclass(frozen=True)
class CollectedObservation:
    """What AWS said, and what it did not."""

    observation: Observation

    @cached_property
    def incomplete_accounts(self) -> Mapping[str, tuple[FailureReason, ...]]:
        """Why parts of accounts could not be read, by account."""
        reasons = ((account.id, failure_reasons(account)) for account in self.observation.accounts)
        return {account: why for account, why in reasons if why}

    @cached_property
    def root_states(self) -> Mapping[RootMfaState, int]:
        """How many root users are in each state."""
        partition = self.observation.partition
        return Counter(root_mfa_status(account, partition).state for account in self.observation.accounts)

    @cached_property
    def unread_parts(self) -> tuple[tuple[str, ReadingFailure], ...]:
        """What of the organization could not be read, and why; of an account that is in none, nothing of it."""
        failures = {
            "the organization": self.observation.organization.failure,
            "central root access": self.observation.central_root.failure,
            "IAM Identity Center": self.observation.identity_center.failure,
        }
        return tuple((what, why) for what, why in failures.items() if why is not None and why.code != NO_ORGANIZATION)

    @property
    def is_complete(self) -> bool:
        """Whether every account, and everything of the organization, was read whole."""
        return not self.incomplete_accounts and all(self._is_absent(why) for _, why in self.unread_parts)

    def _is_absent(self, why: ReadingFailure) -> bool:
        """Whether nothing is missing, as far as anybody knows: IAM Identity Center was not found, nobody ever in it."""
        return why.reason is FailureReason.NOT_IN_REGION and not self.observation.identity_center.value


WalkWatcher = Callable[[], AbstractContextManager[Callable[[WalkProgress], None]]]
"""Entered when a walk begins; what it gives is told of each account, until the walk ends."""


def collect_observation(
    folder: WorkingFolder,
    request: CollectRequest,
    progress: WorkProgress,
    ask_code: Callable[[str], str],
    watch: WalkWatcher,
) -> CollectedObservation:
    """Walk through the organization, and write observed.json when that is done.

    `ask_code` answers the code on an MFA device; `watch` is told of each account that is read. What is interrupted
    goes on the next time: `progress` is told how much is kept, and KeyboardInterrupt goes on.
    """
    session = _open_session(request.profile, request.region)
    caller = identify_caller(session, request.options)
    if request.mfa_serial is not None:
        code = ask_code(request.mfa_serial)
        session = add_code_to_session(session, caller, request.options, request.mfa_serial, code)
    require_own_places(folder.path, (folder.observed.name, _JOURNAL))
    last = read_observed(folder.observed) if folder.observed.exists() else None
    asked = request.options.record(caller.identity)
    with open_journal(folder.path / _JOURNAL, asked, anew=request.anew) as journal:
        if journal.done:
            progress.tell(WalkContinued(len(journal.done)))
        try:
            with watch() as on_account:
                observation = walk_organization(
                    session, caller, request.options, journal, lambda: datetime.now(UTC), last, on_account
                )
        except KeyboardInterrupt:
            progress.tell(WalkInterrupted(len(journal.done)))
            raise
        # Locked only now: a walk may take hours, and has a lock of its own.
        with locked_folder(folder.path, "collect", progress.wait):
            write_text(folder.observed, observation_text(observation), durable=True)
    return CollectedObservation(observation)


def permission_document(
    which: PermissionDocument, role: AssumeRoleSettings, region: str | None, *, audits_root: bool
) -> str:
    """What `collect` must be allowed, as a policy document or a template."""
    session = _open_session(None, region)  # whatever is printed: a Region that is none is said to be none
    if which is PermissionDocument.CLOUDFORMATION:
        return least_permissions.role_template(role).rstrip("\n")
    if which is PermissionDocument.ROLE:
        return json.dumps(least_permissions.role_policy(), indent=2)
    partition = session.get_partition_for_region(session.region_name or HOME_REGION)
    return json.dumps(least_permissions.caller_policy(partition, role, audits_root=audits_root), indent=2)


def _open_session(profile: str | None, region: str | None) -> boto3.Session:
    """The credentials that AWS's own programs would use; UnavailableError for a profile or Region that is none."""
    try:
        session = boto3.Session(profile_name=profile, region_name=region)
        session.get_partition_for_region(session.region_name or HOME_REGION)
    except UnknownRegionError as error:
        raise UnavailableError(str(error), "write a Region as us-east-1: --region, AWS_REGION or the profile") from None
    except BotoCoreError as error:
        raise UnavailableError(str(error), "name a profile of your AWS configuration, or none") from None
    return session
