"""A section, which is one page, and its blocks: commands, policies, steps in the console."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from mfa_binder.book.block_failures import BlockFailure
from mfa_binder.book.conditions import ConditionField
from mfa_binder.book.leaf_sets import LeafSet
from mfa_binder.book.policy_verdicts import PolicyVerdictField
from mfa_binder.book.records import BookRecord
from mfa_binder.book.reference_fields import ActorField
from mfa_binder.book.typed_answers import PromptAnswerField


class BashBlock(BookRecord):
    """A fenced `bash` block."""

    language: Literal["bash"] = "bash"
    id: str
    sha256: str
    runs_as: ActorField
    """Whose access key the terminal holds."""
    new_window: bool = False
    """Whether the reader opens a new terminal window for it; else the block is typed into the one of its caller."""
    answers: tuple[PromptAnswerField, ...] = ()
    before: tuple[ConditionField, ...] = ()
    after: tuple[ConditionField, ...] = ()
    failures: tuple[BlockFailure, ...] = ()
    """What is rehearsed besides the good end; once a page for the same failure."""
    not_rehearsable: str = ""
    """Why a simulator cannot answer it; empty: it is executed."""


class JsonBlock(BookRecord):
    """A fenced `json` block: a policy that the reader saves for a later block."""

    language: Literal["json"] = "json"
    id: str
    sha256: str
    file: str
    """The name under which the reader saves it."""
    judged: tuple[PolicyVerdictField, ...] = ()
    """How it must decide; a policy without a verdict fails its rehearsal."""


class ConsoleStep(BookRecord):
    """A step in the AWS console, which has no fence in the page."""

    language: Literal["console"] = "console"
    id: str
    reason: str
    """Why no command does it."""
    establishes: tuple[ConditionField, ...] = ()
    """What holds after it: the rehearsal makes it so."""


Block = Annotated[BashBlock | JsonBlock | ConsoleStep, Field(discriminator="language")]


class Section(BookRecord):
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
    presumes: tuple[ConditionField, ...] = ()
    """The state that the page starts from, where it differs from the inventory's."""
    blocks: tuple[Block, ...] = ()
