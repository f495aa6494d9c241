"""The recorder: numbers the steps of a page and notes, beside the text, what the sidecar carries.

A template's `{% call bash(...) %}` prints a fence and leaves a record of what must hold before and
after it; readers of the page see only the fence.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping

from jinja2.sandbox import unsafe
from markupsafe import Markup

from mfa_binder.book.block_failures import FailureRemedy
from mfa_binder.book.conditions import Condition
from mfa_binder.book.leaf_sets import divide_into_leaf_sets
from mfa_binder.book.sections import BashBlock, Block, ConsoleStep, JsonBlock, Section
from mfa_binder.errors import TemplateError
from mfa_binder.pages.catalogue_entries import RunbookPage
from mfa_binder.rendering.template_declarations import (
    ConditionUse,
    declared_actor,
    declared_answers,
    declared_conditions,
    declared_failure,
    declared_verdicts,
)

_INDENT = " " * 4

Written = Mapping[str, object]
"""A condition, an answer or a verdict as a template writes it."""


class BlockRecorder:
    """What is said of the page at hand. One recorder serves one rendering after the other."""

    def __init__(self) -> None:
        self._page: RunbookPage | None = None
        self._parts = self._steps = 0
        self._blocks: list[Block] = []
        self._presumes: list[Condition] = []
        self._failures: set[tuple[str, str, str, str]] = set()
        self._said: set[str] = set()

    @unsafe
    def start(self, page: RunbookPage) -> None:
        """Begin a page: forget the last one."""
        self._page, self._parts, self._steps = page, 0, 0
        self._blocks, self._presumes = [], []
        self._failures, self._said = set(), set()

    @unsafe
    def section(self, markdown: str) -> Section:
        """The sidecar's record of the page that was just rendered to `markdown`."""
        page = self._current()
        return Section(
            id=page.id,
            kind=page.kind,
            title=page.title,
            subject=page.subject,
            path=page.path,
            part=page.part.value,
            ceremony=page.ceremony,
            paper=page.paper,
            digest=text_digest(markdown),
            leaf_sets=divide_into_leaf_sets(page.id, markdown),
            presumes=tuple(self._presumes),
            blocks=tuple(self._blocks),
        )

    # -- called from templates

    @property
    def page(self) -> RunbookPage:
        """The page at hand."""
        return self._current()

    def next_step(self) -> int:
        """The number of the next step of the part."""
        self._steps += 1
        return self._steps

    def next_part(self) -> int:
        """The number of the next part; the steps of a part are numbered from 1."""
        self._parts += 1
        self._steps = 0
        return self._parts

    def restart(self) -> str:
        """Number the next steps from 1 again."""
        self._steps = 0
        return ""

    @property
    def steps(self) -> int:
        """The number of the last step."""
        return self._steps

    @property
    def accounts(self) -> tuple[str, ...]:
        """The ids of the accounts in which commands of this page run so far, each once."""
        runs_as = (block.runs_as for block in self._blocks if isinstance(block, BashBlock))
        return tuple(dict.fromkeys(actor.account for actor in runs_as))

    def presume(self, *conditions: Written) -> str:
        """The state that the page starts from, where it is not the inventory's."""
        self._presumes.extend(declared_conditions(conditions, ConditionUse.BROUGHT_ABOUT))
        return ""

    def bash(
        self,
        runs_as: str,
        after: Iterable[Written],
        before: Iterable[Written] = (),
        answers: Iterable[Written] = (),
        not_rehearsable: str = "",
        new_window: bool = False,
        *,
        caller: Callable[[], str],
    ) -> Markup:
        """A `bash` block. `after` may not be empty: a block that promises nothing cannot be rehearsed."""
        promised = declared_conditions(after, ConditionUse.ASKED_AFTER)
        if not promised:
            raise TemplateError(f"{self._next_id()} declares no outcome", "say what holds after the block")
        text = _dedent(caller())
        block = BashBlock(
            id=self._next_id(),
            sha256=text_digest(text),
            runs_as=declared_actor(runs_as),
            new_window=new_window,
            answers=declared_answers(answers),
            before=declared_conditions(before, ConditionUse.ASKED_BEFORE),
            after=promised,
            not_rehearsable=not_rehearsable,
        )
        self._blocks.append(block)
        return _fence("bash", block.id, text)

    def fails(
        self,
        cause: str,
        says: str,
        advice: str,
        remedy: str = FailureRemedy.AGAIN,
        concerns: str = "",
        given: Iterable[Written] = (),
        answers: Iterable[Written] = (),
        holds: Iterable[Written] = (),
    ) -> str:
        """How the last block fails, and what its "If not" says then; noted once a page for the same failure."""
        block = self._blocks[-1] if self._blocks else None
        if not isinstance(block, BashBlock):
            raise TemplateError("a failure stands before the command that fails", "put it after the bash block")
        failure = declared_failure(cause, says, advice, remedy, concerns, given, answers, holds)
        situation = (failure.cause, says, advice, remedy)
        if block.not_rehearsable or situation in self._failures:
            return ""
        self._failures.add(situation)
        self._blocks[-1] = block.model_copy(update={"failures": (*block.failures, failure)})
        return ""

    def once(self, what: str) -> bool:
        """True the first time that it is asked for `what` on a page: for a sentence that need not stand twice."""
        first = what not in self._said
        self._said.add(what)
        return first

    @property
    def last_block(self) -> str:
        """The id of the last block, for a failure of a later one whose remedy it is."""
        return self._blocks[-1].id if self._blocks else ""

    def policy(self, file: str, document: Mapping[str, object], judged: Iterable[Written] = ()) -> Markup:
        """A `json` block: a policy that the reader saves as `file`. `judged` may not be empty: how it must decide."""
        verdicts = declared_verdicts(judged)
        if not verdicts:
            raise TemplateError(f"{self._next_id()} declares no verdict", "say what the policy denies, and what not")
        text = json.dumps(document, indent=2) + "\n"
        block = JsonBlock(id=self._next_id(), sha256=text_digest(text), file=file, judged=verdicts)
        self._blocks.append(block)
        return _fence("json", f"{block.id}: {file}", text)

    def console(self, reason: str, *establishes: Written) -> str:
        """A step in the console: nothing is printed; the rehearsal makes `establishes` hold."""
        conditions = declared_conditions(establishes, ConditionUse.BROUGHT_ABOUT)
        self._blocks.append(ConsoleStep(id=self._next_id(), reason=reason, establishes=conditions))
        return ""

    # -- inside

    def _current(self) -> RunbookPage:
        if self._page is None:
            raise RuntimeError("no page was started")
        return self._page

    def _next_id(self) -> str:
        return f"{self._current().id}.{len(self._blocks) + 1}"


def text_digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _dedent(text: str) -> str:
    lines = str(text).strip("\n").split("\n")
    margin = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), default=0)
    return "\n".join(line[margin:].rstrip() for line in lines) + "\n"


def _fence(language: str, title: str, text: str) -> Markup:
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    ticks = "`" * max(3, longest + 1)
    lines = [f'{ticks}{language} title="{title}"', *text.rstrip("\n").split("\n"), ticks]
    body = "\n".join(_INDENT + line if line else "" for line in lines)
    return Markup(f"\n{body}\n")  # noqa: S704 - inside a fence, longer than any in it, nothing is markup
