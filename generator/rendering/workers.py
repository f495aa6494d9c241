"""Rendering in several processes, each a fork that has the organization in its memory already."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import chain

from generator.pages.page import Page
from generator.rendering.page_renderer import PageRenderer, RenderedPage

_CHUNK = 25
"""Pages handed out at a time."""


class _Worker:
    """What one process renders with; set once, when the process begins."""

    renderer: PageRenderer
    pages: Sequence[Page]

    @classmethod
    def begin(cls, make: Callable[[], PageRenderer], pages: Sequence[Page]) -> None:
        cls.renderer, cls.pages = make(), pages

    @classmethod
    def render(cls, start: int) -> list[RenderedPage]:
        return [cls.renderer.render(page) for page in cls.pages[start : start + _CHUNK]]


def can_fork() -> bool:
    """Whether this platform copies a process with its memory; only then is nothing handed over."""
    return "fork" in multiprocessing.get_all_start_methods()


def in_workers(make: Callable[[], PageRenderer], pages: Sequence[Page], jobs: int) -> Iterator[RenderedPage]:
    """The pages in their order, rendered by `jobs` processes. Raises what a page raises."""
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(jobs, context, initializer=_Worker.begin, initargs=(make, pages)) as pool:
        yield from chain.from_iterable(pool.map(_Worker.render, range(0, len(pages), _CHUNK)))
