"""The sidecar of a build, `runbooks.json`: what readers of the pages never see.

For every section (one page of runbooks/, one sheet set of the binder) its id, digest and blocks;
for every block its id, what must hold before and after, and what is typed at its prompts. Site,
binder and rehearsal read the Markdown and this file, never the templates.

A condition is one record that reads like the runbook, for instance
`{"registered": "HT-001", "to": "444455556666/user/admin-user"}`. Principals are written
`ACCOUNT/root`, `ACCOUNT/user/NAME` or `identity-center/NAME`, devices by their id.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mfa_binder.errors import OutputError
from mfa_binder.files.writing import read_whole
from mfa_binder.organization.binder_settings import PrintForm

SIDECAR = "runbooks.json"
"""The sidecar's name in the working folder."""

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

Answer = Mapping[str, str]
"""What is typed at one prompt of a block, in order. The forms:

    code DEVICE                    the code that the token shows now
    next_code DEVICE               the one that it shows after the next change of its display
    aws_serial DEVICE of PRINCIPAL the ARN under which AWS lists the device
    mailed_code ADDRESS of ACCOUNT the code that AWS mails to what is to become the account's root email
    unit_id PATH in ACCOUNT        the id of the unit at that path from Root, in the account's organization
    invitation ACCOUNT             the id of the last invitation of the account into its organization
    text TEXT                      just that
"""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Cause(StrEnum):
    """Why a block fails in front of a reader. `concerns` is the Failure's, and may be empty where it is not named."""

    WRONG_CODE = "wrong_code"
    """Codes are typed that the token does not show."""
    SWAPPED_CODES = "swapped_codes"
    """The second of two codes is typed first."""
    LATE_CODES = "late_codes"
    """Codes are sent ten minutes after the token has shown them."""
    USED_CODE = "used_code"
    """A call before has used the codes up."""
    WRONG_SERIAL = "wrong_serial"
    """The serial of the token `concerns` is typed with a wrong digit."""
    MISTYPED = "mistyped"
    """An option's value or an answer, `concerns`, is typed with another character, so that it names nothing; or the
    failure's answers are typed."""
    DEVICE_LIMIT = "device_limit"
    """The principal `concerns` has as many devices as AWS lets it have."""
    TWICE = "twice"
    """The block has been run, and well, before."""
    OTHERWISE = "otherwise"
    """Something is otherwise than the step expects: `given` holds."""
    ACCESS_DENIED = "access_denied"
    """Whoever is signed in may do nothing but ask for their own identity; or may not do the operation `concerns`."""
    WRONG_ACCOUNT = "wrong_account"
    """An administrator of the account `concerns` is signed in."""
    JUST_MADE = "just_made"
    """The principal `concerns`, or its password, was made moments ago: AWS refuses to change it for some minutes."""
    LATE_REPORT = "late_report"
    """AWS has no credential report to give out, and answers the error `concerns`, such as ReportInProgress."""
    NO_NETWORK = "no_network"
    """Nothing answers at AWS's address."""
    NO_CREDENTIALS = "no_credentials"
    """Nobody is signed in, in this terminal."""
    IN_A_SESSION = "in_a_session"
    """The terminal holds a session of the same user already, got without a code."""
    SESSION_EXPIRED = "session_expired"
    """The terminal holds a session that is over."""
    NO_FILE = "no_file"
    """The file `concerns` does not lie in the folder."""
    SPOILED_FILE = "spoiled_file"
    """The file `concerns` lacks its end."""


class Remedy(StrEnum):
    """What the page says after a failure, where it is not a block or a sheet."""

    AGAIN = "again"
    """Run the block again, rightly this time."""
    STOP = "stop"
    """Run nothing: stop, ask somebody, or look at something."""
    GO_ON = "go_on"
    """Run nothing: the next step follows."""


class Failure(_Part):
    """What becomes of a block when it fails, and what the page says of it in the step's "If not"."""

    cause: Cause
    says: str
    """What the block prints, on either stream, and the page names. Empty: AWS does not notice, the block ends well."""
    advice: str
    """The words, after `says` on the page, that tell the reader what to do."""
    remedy: str = Remedy.AGAIN
    """A Remedy, else the id of an earlier block of the page (it and then this block are run), else the id of a
    sheet, whose commands are run until what this block promises holds."""
    concerns: str = ""
    given: tuple[Condition, ...] = ()
    """What is made to hold first."""
    answers: tuple[Answer, ...] = ()
    """What is typed instead; empty: what the block's answers say, and the cause changes."""
    holds: tuple[Condition, ...] = ()
    """What holds afterwards, before the remedy. What the block demands before it holds as well, unless AWS did
    not notice, the block was run twice, or `given` says otherwise."""


class BashBlock(_Part):
    """A fenced `bash` block. `runs_as` is a principal, or an account: its administrator at work."""

    language: Literal["bash"] = "bash"
    id: str
    sha256: str
    runs_as: str
    new_window: bool = False
    """Whether the reader opens a new terminal window for it; else the block is typed into the one of its caller."""
    answers: tuple[Answer, ...] = ()
    before: tuple[Condition, ...] = ()
    after: tuple[Condition, ...] = ()
    failures: tuple[Failure, ...] = ()
    """What is rehearsed besides the good end; once a page for the same failure."""
    not_rehearsable: str = ""
    """Why a simulator cannot answer it; empty: it is executed."""


class JsonBlock(_Part):
    """A fenced `json` block: a policy, saved by the reader as `file` for a later block."""

    language: Literal["json"] = "json"
    id: str
    sha256: str
    file: str
    judged: tuple[Verdict, ...] = ()
    """How it must decide; a policy without a verdict fails its rehearsal."""


class ConsoleStep(_Part):
    """A step in the AWS console: no fence in the page; the rehearsal makes `establishes` hold."""

    language: Literal["console"] = "console"
    id: str
    reason: str
    """Why no command does it."""
    establishes: tuple[Condition, ...] = ()


class LeafSet(_Part):
    """The unit of revision: one sheet set of a section, of one to four leaves as a rule, with a numbering of its own.

    A section that would fill more is divided at its headings, so that a change exchanges few leaves.
    """

    id: str
    """The section's id for its first set, `LD-YK-001`; then `LD-YK-001/2` and so on."""
    line: int
    """The line of the page's Markdown (from 1) with which it begins; it ends before the next one's."""
    digest: str
    """SHA-256 of its body in hexadecimal: of its lines of Markdown, without the revision line that ends a page."""
    lines: str
    """Four characters for each line of it that is not blank, in order: which lines are still the same later."""


class BinderCopyPlan(_Part):
    """One numbered copy: where it stands, and who holds it, in words."""

    number: int
    where: str
    """`location:hq-safe` or `person:alice`."""
    place: str
    """The place's or the person's name."""
    holders: tuple[str, ...]
    """Who answers for it: the custodians, or the person."""
    withdrawn: date | None = None
    """The day on which it was taken back."""


class BinderPlan(_Part):
    """One binder: what stands in it, how it is printed, and its copies."""

    id: str
    """`complete`, `location-KEY`, `account-ID` or `person-KEY`."""
    title: str
    form: PrintForm
    copies: tuple[BinderCopyPlan, ...]
    sections: tuple[str, ...]
    """The ids of its sections, in their order."""


Fact = Mapping[str, str]
"""What the inventory says of one thing, word by word, such as `{"place": "TEB-000417", "status": "active"}`."""

Block = Annotated[BashBlock | JsonBlock | ConsoleStep, Field(discriminator="language")]


class Section(_Part):
    """One page: a runbook or a register (an index page)."""

    id: str
    """The document id printed on every sheet, such as LD-YK-001."""
    kind: str
    title: str
    subject: str
    """What it is for: `device:YK-001`, `account:444455556666`, `location:hq-safe`,
    `person:alice`, `organization:main`, a principal or role as `444455556666/user/admin-user`; `organization`
    is the whole inventory."""
    path: str
    """The page's path under runbooks/, with forward slashes."""
    part: str
    """The tab of the binder that it stands under."""
    ceremony: bool = False
    """Whether paper has a box for initials and one for the time (UTC) beside each step."""
    paper: Literal["", "a5"] = ""
    """The size of paper where it is not the binder's."""
    digest: str
    """SHA-256 of the page's Markdown, in hexadecimal."""
    leaf_sets: tuple[LeafSet, ...] = ()
    presumes: tuple[Condition, ...] = ()
    """The state that the page starts from, where it differs from the inventory's."""
    blocks: tuple[Block, ...] = ()


class Front(_Part):
    """What stands on the cover and in the running lines of every sheet."""

    title: str
    dated: date
    owner: str
    classification: str
    review_by: date
    organizations: tuple[str, ...]


class Issuing(_Part):
    """What the inventory says of issuing, so that a revision is issued without reading it."""

    organizations: Mapping[str, str] = {}
    """Names of the AWS organizations by key."""
    complete_revision_above: int = 60
    """Percent of a binder's leaf sets: if more have changed, the whole binder is issued."""
    keep_ended_days: int = 90
    """Days after its closing for which the leaves of a closed account are kept."""


class Sidecar(_Part):
    """All sections of a build, in the order of the binder."""

    schema_version: Literal[1] = 1
    front: Front
    sections: tuple[Section, ...]
    binders: tuple[BinderPlan, ...] = ()
    issuing: Issuing = Issuing()
    facts: Mapping[str, Fact] = {}
    """What the inventory says of each thing that may change under a sheet, such as `device:YK-001`."""

    def dumps(self) -> str:
        """The file's text: a line for each section and for each block, the same bytes for the same build."""
        front = _line(self.front.model_dump(mode="json"))
        issuing = _line(self.issuing.model_dump(mode="json"))
        binders = ",\n".join(_line(binder.model_dump(mode="json")) for binder in self.binders)
        facts = ",\n".join(f"{_line(thing)}: {_line(dict(fact))}" for thing, fact in self.facts.items())
        sections = ",\n".join(_section(section) for section in self.sections)
        return (
            f'{{"front": {front},\n"schema_version": {self.schema_version},\n'
            f'"issuing": {issuing},\n"binders": [\n{binders}\n],\n'
            f'"facts": {{\n{facts}\n}},\n"sections": [\n{sections}\n]}}\n'
        )


def _section(section: Section) -> str:
    """One section; what stands before its blocks is one line, and each block is one."""
    record = section.model_dump(mode="json")
    blocks = ",\n".join(f"  {_line(block)}" for block in record.pop("blocks"))
    return f'{_line(record)[:-1]}, "blocks": [' + (f"\n{blocks}\n]}}" if blocks else "]}")


def _line(record: object) -> str:
    return json.dumps(record, sort_keys=True, ensure_ascii=False)


def read_sidecar(path: Path) -> Sidecar:
    """Read `runbooks.json`. Raises OutputError if it is missing or not ours."""
    return parse_sidecar(sidecar_bytes(path), path.name)


def sidecar_bytes(path: Path) -> bytes:
    """What `runbooks.json` holds. Raises OutputError if it is missing or cannot be read."""
    written = read_whole(path, "move it to another place, and run mfa-binder build")
    if written is None:
        raise OutputError(f"{path.name} is missing", "run mfa-binder build first")
    return written


def parse_sidecar(written: bytes, name: str) -> Sidecar:
    """The sidecar of the file's content; `name` is for the error. Raises OutputError if it is not ours."""
    try:
        return Sidecar.model_validate_json(written)
    except ValidationError as error:
        raise OutputError(f"{name} cannot be read: {first_problem(error)}", "run mfa-binder build") from None


def first_problem(error: ValidationError) -> str:
    """The first reason why a file is refused, and where in it."""
    problem = error.errors(include_url=False, include_context=False, include_input=False)[0]
    where = ".".join(str(part) for part in problem["loc"])
    return f"{problem['msg']} @ {where}" if where else problem["msg"]
