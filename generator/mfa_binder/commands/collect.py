"""`mfa-binder collect`: read the organization from AWS into observed.json."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import boto3
import typer
from botocore.exceptions import BotoCoreError, UnknownRegionError

from mfa_binder.collect import least_permissions
from mfa_binder.collect.credential_report_questions import REPORT_WAIT_SECONDS
from mfa_binder.collect.organization_walk import (
    HOME_REGION,
    AwsCaller,
    CollectOptions,
    WalkProgress,
    add_code_to_session,
    failure_reasons,
    identify_caller,
    walk_organization,
)
from mfa_binder.collect.role_sessions import DEFAULT_ROLE, AssumeRoleSettings
from mfa_binder.collect.walk_journal import open_journal
from mfa_binder.commands.console import CommandOutput
from mfa_binder.commands.settings import FormatOption, QuietOption, command_settings
from mfa_binder.errors import UnavailableError
from mfa_binder.files.folder_lock import locked_folder
from mfa_binder.files.writing import require_own_places, write_text
from mfa_binder.inventory.observed_json import read_observed
from mfa_binder.observation.aws_reading import FailureReason, ReadingFailure, next_step
from mfa_binder.observation.observation import NO_ORGANIZATION, Observation, observation_text
from mfa_binder.observation.root_mfa_status import RootMfaState, root_mfa_status
from mfa_binder.workflows.working_folder import WorkingFolder

_JOURNAL = ".observed.journal"


class PrintedPolicy(StrEnum):
    """What `--print-policy` prints."""

    CALLER = "caller"
    ROLE = "role"
    CLOUDFORMATION = "cloudformation"


ProfileOption = Annotated[str | None, typer.Option("--profile", help="The profile of the AWS configuration to use.")]
RegionOption = Annotated[str | None, typer.Option("--region", help="The Region to ask in.")]
RoleOption = Annotated[str, typer.Option("--role-name", help="The role to assume in each account.")]
ExternalOption = Annotated[str | None, typer.Option("--external-id", help="What the role's trust policy asks for.")]
MfaOption = Annotated[
    str | None, typer.Option("--mfa-serial", help="Your own MFA device: its code is asked for once, roles see it.")
]
AuditOption = Annotated[
    bool, typer.Option("--root-audit", help="Look at members' root users too, through central root access.")
]
OnlyOption = Annotated[
    list[str] | None, typer.Option("--account", metavar="ID", help="Read only this account; may be given again.")
]
AtOnceOption = Annotated[int, typer.Option("--at-once", min=1, max=64, help="Calls at the same time.")]
AnewOption = Annotated[bool, typer.Option("--anew", help="Forget what an interrupted run has read.")]
PatienceOption = Annotated[
    float,
    typer.Option(
        "--report-patience", metavar="SECONDS", min=0, max=3600, help="How long to wait for an account's report."
    ),
]
StrictOption = Annotated[bool, typer.Option("--strict", help="Exit 3 when something could not be read.")]
PolicyOption = Annotated[
    PrintedPolicy | None, typer.Option("--print-policy", help="Print what collect must be allowed, and do nothing.")
]


def collect(
    context: typer.Context,
    profile: ProfileOption = None,
    region: RegionOption = None,
    role_name: RoleOption = DEFAULT_ROLE,
    external_id: ExternalOption = None,
    mfa_serial: MfaOption = None,
    root_audit: AuditOption = False,
    account: OnlyOption = None,
    at_once: AtOnceOption = 8,
    report_patience: PatienceOption = REPORT_WAIT_SECONDS,
    anew: AnewOption = False,
    strict: StrictOption = False,
    print_policy: PolicyOption = None,
    form: FormatOption = None,
    quiet: QuietOption = False,
) -> None:
    """Read what AWS knows of the organization into observed.json. Changes nothing in AWS."""
    here = command_settings(context)
    output = here.adjust(form, quiet)
    way = AssumeRoleSettings(role_name, external_id)
    if print_policy is not None:
        output.verbatim(_policy(print_policy, way, root_audit, _session(None, region)))
        return
    wanted = CollectOptions(way, root_audit, tuple(account or ()), at_once, report_patience=report_patience)
    session = _session(profile, region)
    who = identify_caller(session, wanted)
    if mfa_serial is not None:
        session = add_code_to_session(session, who, wanted, mfa_serial, typer.prompt(f"Code on {mfa_serial}", err=True))
    found = _walked(here.folder, session, who, wanted, anew, output)
    unread = _told(found, output)
    if strict and unread:
        raise typer.Exit(3)


def _policy(which: PrintedPolicy, way: AssumeRoleSettings, root_audit: bool, session: boto3.Session) -> str:
    partition = session.get_partition_for_region(session.region_name or HOME_REGION)
    if which is PrintedPolicy.CLOUDFORMATION:
        return least_permissions.role_template(way).rstrip("\n")
    document = (
        least_permissions.caller_policy(partition, way, audits_root=root_audit)
        if which is PrintedPolicy.CALLER
        else least_permissions.role_policy()
    )
    return json.dumps(document, indent=2)


def _session(profile: str | None, region: str | None) -> boto3.Session:
    """The credentials that AWS's own programs would use; UnavailableError for a profile or Region that is none."""
    try:
        session = boto3.Session(profile_name=profile, region_name=region)
        session.get_partition_for_region(session.region_name or HOME_REGION)
    except UnknownRegionError as error:
        raise UnavailableError(str(error), "write a Region as us-east-1: --region, AWS_REGION or the profile") from None
    except BotoCoreError as error:
        raise UnavailableError(str(error), "name a profile of your AWS configuration, or none") from None
    return session


def _walked(
    folder: WorkingFolder,
    session: boto3.Session,
    who: AwsCaller,
    wanted: CollectOptions,
    anew: bool,
    output: CommandOutput,
) -> Observation:
    """Walk, and write observed.json when it is done. What is interrupted goes on the next time."""
    require_own_places(folder.path, (folder.observed.name, _JOURNAL))
    last = read_observed(folder.observed) if folder.observed.exists() else None
    with open_journal(folder.path / _JOURNAL, wanted.record(who.identity), anew=anew) as kept:
        if kept.done:
            output.note(f"going on where the last run ended: {len(kept.done)} account(s) are read already")
        with _interruptible(kept.done, output), output.rates("reading accounts") as step:
            began = time.monotonic()

            def one_done(now: WalkProgress) -> None:
                rate = now.calls / max(time.monotonic() - began, 0.001)
                step.reach(now.done, now.total, f"{now.failed} not whole, {rate:.0f} calls/s")

            found = walk_organization(session, who, wanted, kept, lambda: datetime.now(UTC), last, one_done)
        with locked_folder(folder.path, "collect", output.announce):
            write_text(folder.observed, observation_text(found), durable=True)
    return found


@contextmanager
def _interruptible(done: Mapping[str, object], output: CommandOutput) -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        output.note(f"interrupted; {len(done)} account(s) are kept, and the next run goes on from there")
        raise typer.Exit(130) from None


def _told(found: Observation, output: CommandOutput) -> int:
    """Print what was read and what was not; how many accounts, and things of the organization, are not whole."""
    failed = {one.id: failure_reasons(one) for one in found.accounts if failure_reasons(one)}
    verdicts = Counter(root_mfa_status(one, found.partition).state for one in found.accounts)
    unread = len(failed) + sum(1 for _, why in _unread_of_organization(found) if not _is_absent(found, why))
    if output.json:
        output.document(
            {
                "accounts": len(found.accounts),
                "not_whole": {
                    account: sorted({reason.value for reason in reasons}) for account, reasons in failed.items()
                },
                "roots": {state.value: verdicts[state] for state in RootMfaState},
            }
        )
        return unread
    output.result(f"{len(found.accounts)} account(s) in observed.json, {len(failed)} of them not whole")
    output.result("root users: " + ", ".join(f"{verdicts[state]} {state.value}" for state in RootMfaState))
    for reason, count in Counter(reason for reasons in failed.values() for reason in set(reasons)).most_common():
        output.note(f"warning: {reason.value} in {count} account(s); observed.json says at which call")
    for what, why in _unread_of_organization(found):
        output.note(f"warning: {what} could not be read: {why.reason.value} at {why.operation} {why.code}".rstrip())
        if why.reason is FailureReason.NOT_IN_REGION:
            output.note(f"  {why.message}: {next_step(why)}")
    return unread


def _is_absent(found: Observation, why: ReadingFailure) -> bool:
    """Whether nothing is missing, as far as anybody knows: IAM Identity Center was not found, and nobody ever in it."""
    return why.reason is FailureReason.NOT_IN_REGION and not found.identity_center.value


def _unread_of_organization(found: Observation) -> list[tuple[str, ReadingFailure]]:
    """What of the organization could not be read, and why; of an account that is in none, nothing of it."""
    failures = {
        "the organization": found.organization.failure,
        "central root access": found.central_root.failure,
        "IAM Identity Center": found.identity_center.failure,
    }
    return [(what, why) for what, why in failures.items() if why is not None and why.code != NO_ORGANIZATION]
