"""The AWS CLI (version 1, the package `awscli`) inside this process.

What never changes is loaded once: code, service models, the handlers of events. What a call can see or
change is made anew for each: session, credentials, profiles, commands, aliases, streams, logging. A call
whose folder or files ask for more than that (plugins, models or aliases of one's own, another HOME) is
left to the program itself: it is answered with NeedsOwnProcess.
"""

from __future__ import annotations

import copy
import io
import logging
import os
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import CodeType
from typing import Any, ClassVar

import awscli
import awscli.botocore.exceptions
import awscli.botocore.httpsession
import awscli.botocore.session
import awscli.clidriver
from awscli.botocore.hooks import EventAliaser, HierarchicalEmitter
from awscli.plugin import load_plugins

from mfa_binder.terminal.driver.call_executor import NeedsOwnProcess

VERSION = str(awscli.__version__)
_DATA_PATH = "AWS_DATA_PATH"
_CRASHED = 1
_DEBUG = "--debug"
_SHORTEST = len("--")
_OWN_MODELS = "~/.aws/models"
_UNFLUSHED = 120
"""What the interpreter ends with when its last output cannot be written. (Python documentation, sys.exit)"""


_ACCEPTED: set[CodeType] = set()
"""The code of handlers that were found fit; it costs their signature to look."""


class _RestorableHandlers(HierarchicalEmitter):  # type: ignore[misc] # awscli has no types
    """The handlers of a session's or a client's events, which remember what a call adds to them.

    Every call adds some, to its session's and to those of each client; copies would take a third of it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._added: list[tuple[str, tuple[Any, ...]]] = []
        self._removed = False

    def __copy__(self) -> _RestorableHandlers:
        fresh: _RestorableHandlers = super().__copy__()
        fresh._added, fresh._removed = [], False
        return fresh

    def restored(self) -> bool:
        """Take away what was added; False if something was removed, which cannot be undone."""
        added, self._added = self._added, []
        for _, what in reversed(added):
            super().unregister(*what)
        return not self._removed

    def register(self, *what: Any) -> None:
        self._add("register", what)

    def register_first(self, *what: Any) -> None:
        self._add("register_first", what)

    def register_last(self, *what: Any) -> None:
        self._add("register_last", what)

    def unregister(self, *what: Any, **how: Any) -> None:
        self._removed = True
        super().unregister(*what, **how)

    def _verify_accept_kwargs(self, func: Any) -> None:
        code = getattr(getattr(func, "__func__", func), "__code__", None)
        if code not in _ACCEPTED:
            super()._verify_accept_kwargs(func)
        if code is not None:
            _ACCEPTED.add(code)

    def _add(self, how: str, what: tuple[Any, ...]) -> None:
        _, _, unique_id, counted = (*what, None, False)[:4]
        if counted or unique_id is None or unique_id not in self._unique_id_handlers:
            self._added.append((how, what))
        getattr(super(), how)(*what)


class _SessionHandlers(_RestorableHandlers):
    """Handlers of sessions, one after the other; each client of a session gets its own copy of them.

    A copy is made once and lent again to later calls.
    """

    def __init__(self, untouched: _RestorableHandlers) -> None:
        self.__dict__.update(vars(copy.copy(untouched)))
        self._untouched = untouched
        self._spare: list[_RestorableHandlers] = []
        self._lent: list[_RestorableHandlers] = []

    def __copy__(self) -> _RestorableHandlers:
        if self._removed:
            return super().__copy__()
        mine = self._spare.pop() if self._spare else copy.copy(self._untouched)
        for how, what in self._added:
            getattr(mine, how)(*what)
        self._lent.append(mine)
        return mine

    def restored(self) -> bool:
        """Take away what was added, and take back what was lent; False if what was done cannot be undone."""
        lent, self._lent = self._lent, []
        self._spare += [handlers for handlers in lent if handlers.restored()]
        return super().restored()


class _CachedAliases(EventAliaser):  # type: ignore[misc] # awscli has no types
    """Finds the newer name of an event once; it costs a walk through all older names."""

    _found: ClassVar[dict[str, str]] = {}

    def __init__(self, *what: Any) -> None:
        super().__init__(*what)
        self._alias_name_cache = self._found


def _spare_the_unseen() -> None:
    """Make once what costs every call much and shows in none: names of events, a TLS that nobody speaks here."""
    awscli.botocore.session.EventAliaser = _CachedAliases
    context = awscli.botocore.httpsession.create_urllib3_context()
    awscli.botocore.httpsession.create_urllib3_context = lambda: context


_Streams = tuple[io.TextIOWrapper, io.TextIOWrapper, io.TextIOWrapper]


class PreloadedCli:
    """The preloaded program. `run` as often as wanted, one call at a time."""

    def __init__(self) -> None:
        self._home = os.environ.get("HOME", "")
        # What costs much is exchanged before the first session is made, which would hold on to it; and the handlers
        # are copied before the first call, which would add to them.
        _spare_the_unseen()
        loaded = _RestorableHandlers()
        stock = awscli.botocore.session.Session(awscli.EnvironmentVariables, event_hooks=loaded)
        load_plugins({}, event_hooks=stock.get_component("event_emitter"))
        self._untouched = copy.copy(loaded)
        self._handlers = _SessionHandlers(self._untouched)
        self._loader = stock.get_component("data_loader")
        self._data_path = os.environ.pop(_DATA_PATH)  # set by the import of awscli
        logging.disable(logging.INFO)  # such messages are shown only to --debug
        self._loggers = _logging()

    def run(self, words: Sequence[str], environment: Mapping[str, str]) -> int:
        """Carry out one call on the files 0, 1 and 2 of this process; its exit status.

        Raises NeedsOwnProcess before anything is done.
        """
        if any(len(word) > _SHORTEST and _DEBUG.startswith(word) for word in words):
            raise NeedsOwnProcess
        # The environment first: the session reads it. Whether the call may run in here is known once the session
        # has read its files, and must be known before the call has any effect.
        self._settle(environment)
        session = self._session()
        _require_suitable(session)
        sys.argv = ["aws", *words]
        streams = sys.stdin, sys.stdout, sys.stderr = _streams()
        try:
            status = _exit_status(awscli.clidriver.CLIDriver(session=session), list(words))
            return _flushed(streams, status)
        finally:
            self._forget_logging()
            if not self._handlers.restored():
                self._handlers = _SessionHandlers(self._untouched)

    def _settle(self, environment: Mapping[str, str]) -> None:
        """Let the process have the call's environment. What was read from HOME at the start holds only there."""
        if environment.get("HOME", "") != self._home or _DATA_PATH in environment:
            raise NeedsOwnProcess
        os.environ.clear()
        os.environ.update(environment)
        os.environ[_DATA_PATH] = self._data_path
        time.tzset()

    def _session(self) -> Any:
        session = awscli.botocore.session.Session(
            awscli.EnvironmentVariables, event_hooks=self._handlers, include_builtin_handlers=False
        )
        session.user_agent_name = "aws-cli"
        session.user_agent_version = VERSION
        session.user_agent_extra = f"botocore/{awscli.botocore.__version__}"
        session.register_component("data_loader", self._loader)
        return session

    def _forget_logging(self) -> None:
        for logger, (level, handlers) in _logging().items():
            before = self._loggers.get(logger, (logging.NOTSET, []))
            if (level, handlers) != before:
                logger.setLevel(before[0])
                logger.handlers[:] = before[1]


def _require_suitable(session: Any) -> None:
    try:
        plugins = session.full_config.get("plugins")
        history = session.get_scoped_config().get("cli_history")
    except (awscli.botocore.exceptions.BotoCoreError, ValueError):
        raise NeedsOwnProcess from None
    if plugins or history or session.get_scoped_config().get("data_path"):
        raise NeedsOwnProcess
    if os.path.isdir(os.path.expanduser(_OWN_MODELS)):  # noqa: PTH111, PTH112 - as the program itself asks
        raise NeedsOwnProcess


def _exit_status(driver: Any, words: list[str]) -> int:
    """As Python's interpreter ends a program: by its status, SystemExit, or an exception with its traceback."""
    try:
        status = driver.main(words)
    except SystemExit as end:
        status = end.code
    except BaseException:  # noqa: BLE001 - the end of a program: whatever it is, it is printed, status 1
        traceback.print_exc()
        status = _CRASHED
    if status is not None and not isinstance(status, int):
        print(status, file=sys.stderr)  # noqa: T201 - what the interpreter does with sys.exit("text")
        status = _CRASHED
    return int(status or 0) & 0xFF


def _flushed(streams: _Streams, status: int) -> int:
    """The exit status after the last output: what is still in a stream that cannot be written is given up."""
    try:
        streams[1].flush()
    except OSError:
        status = _UNFLUSHED
    for stream in streams:
        with suppress(OSError, ValueError):
            stream.detach()
    return status


def _streams() -> _Streams:
    """Standard streams as a new interpreter makes them, on files that outlive them."""
    stdin, stdout, stderr = (
        os.fdopen(number, mode, closefd=False) for number, mode in ((0, "rb"), (1, "wb"), (2, "wb"))
    )
    return (
        io.TextIOWrapper(stdin, encoding="utf-8"),
        io.TextIOWrapper(stdout, encoding="utf-8", line_buffering=stdout.isatty()),
        io.TextIOWrapper(stderr, encoding="utf-8", errors="backslashreplace", line_buffering=True),
    )


def _logging() -> dict[logging.Logger, tuple[int, list[logging.Handler]]]:
    known = [logging.getLogger(), *logging.root.manager.loggerDict.values()]
    return {logger: (logger.level, list(logger.handlers)) for logger in known if isinstance(logger, logging.Logger)}
