"""Rendering in several processes, each a copy of this one that has the organization in its memory already."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from mfa_binder.pages.page import Page
from mfa_binder.processes.process_pool import copies, work_through
from mfa_binder.rendering.page_renderer import PageRenderer, RefusedPage, RenderedPage

_CHUNK = 25
"""Pages handed out at a time, to one process after the other."""


def can_fork() -> bool:
    """Whether this platform copies a process with its memory; only then is nothing handed over."""
    return copies() is not None


def in_workers(renderer: PageRenderer, pages: Sequence[Page], jobs: int) -> Iterator[RenderedPage | RefusedPage]:
    """The pages in their order, rendered by `jobs` processes; after one that took more than it may, not all of them."""
    context = copies()
    if context is None:
        raise RuntimeError("this platform cannot copy a process")

    def render(mine: Sequence[int]) -> Iterator[list[RenderedPage | RefusedPage]]:
        for start in mine:
            chunk = list(_until_refused(renderer, pages[start : start + _CHUNK]))
            yield chunk
            if isinstance(chunk[-1], RefusedPage) and chunk[-1].last:
                return

    starts = range(0, len(pages), _CHUNK)
    done: list[deque[list[RenderedPage | RefusedPage]]] = [deque() for _ in range(jobs)]
    following = 0
    for position, chunk in work_through([starts[job::jobs] for job in range(jobs)], render, context, jobs):
        done[position].append(chunk)
        while done[following % jobs]:
            yield from done[following % jobs].popleft()
            following += 1


def _until_refused(renderer: PageRenderer, pages: Sequence[Page]) -> Iterator[RenderedPage | RefusedPage]:
    """The pages, up to one after which no other is worth trying."""
    for page in pages:
        rendered = renderer.render(page)
        yield rendered
        if isinstance(rendered, RefusedPage) and rendered.last:
            return
