"""A section, which is one page, and its blocks: commands, policies, steps in the console."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from mfa_binder.book.block_failures import BlockFailure
from mfa_binder.book.conditions import Condition
from mfa_binder.book.leaf_sets import LeafSet
from mfa_binder.book.policy_verdicts import Verdict
from mfa_binder.book.prompt_answers import Answer
from mfa_binder.book.records import BookRecord


class BashBlock(BookRecord):
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
    failures: tuple[BlockFailure, ...] = ()
    """What is rehearsed besides the good end; once a page for the same failure."""
    not_rehearsable: str = ""
    """Why a simulator cannot answer it; empty: it is executed."""


class JsonBlock(BookRecord):
    """A fenced `json` block: a policy, saved by the reader as `file` for a later block."""

    language: Literal["json"] = "json"
    id: str
    sha256: str
    file: str
    judged: tuple[Verdict, ...] = ()
    """How it must decide; a policy without a verdict fails its rehearsal."""


class ConsoleStep(BookRecord):
    """A step in the AWS console: no fence in the page; the rehearsal makes `establishes` hold."""

    language: Literal["console"] = "console"
    id: str
    reason: str
    """Why no command does it."""
    establishes: tuple[Condition, ...] = ()


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
    presumes: tuple[Condition, ...] = ()
    """The state that the page starts from, where it differs from the inventory's."""
    blocks: tuple[Block, ...] = ()
