"""Rendering in several processes, each a copy of this one that has the organization in its memory already."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence

from generator.pages.page import Page
from generator.processes import copies, work_through
from generator.rendering.page_renderer import PageRenderer, RenderedPage

_CHUNK = 25
"""Pages handed out at a time, to one process after the other."""


def can_fork() -> bool:
    """Whether this platform copies a process with its memory; only then is nothing handed over."""
    return copies() is not None


def in_workers(make: Callable[[], PageRenderer], pages: Sequence[Page], jobs: int) -> Iterator[RenderedPage]:
    """The pages in their order, rendered by `jobs` processes. Raises what a page raises."""
    context = copies()
    if context is None:
        raise RuntimeError("this platform cannot copy a process")

    def render(mine: Sequence[int]) -> Iterator[list[RenderedPage]]:
        renderer = make()
        return ([renderer.render(page) for page in pages[start : start + _CHUNK]] for start in mine)

    starts = range(0, len(pages), _CHUNK)
    done: list[deque[list[RenderedPage]]] = [deque() for _ in range(jobs)]
    following = 0
    for position, chunk in work_through([starts[job::jobs] for job in range(jobs)], render, context, jobs):
        done[position].append(chunk)
        while done[following % jobs]:
            yield from done[following % jobs].popleft()
            following += 1
