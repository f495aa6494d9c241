"""Rendering in several processes, each a fork that has the organization in its memory already."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import chain

from generator.pages.page import Page
from generator.rendering.page_renderer import PageRenderer, RefusedPage, RenderedPage

_CHUNK = 25
"""Pages handed out at a time."""


class _Worker:
    """What one process renders with; set once, when the process begins."""

    renderer: PageRenderer
    pages: Sequence[Page]
    ended = False
    """Whether a page took more than it may: then this process tries no other."""

    @classmethod
    def begin(cls, renderer: PageRenderer, pages: Sequence[Page]) -> None:
        cls.renderer, cls.pages, cls.ended = renderer, pages, False

    @classmethod
    def render(cls, start: int) -> list[RenderedPage | RefusedPage]:
        made: list[RenderedPage | RefusedPage] = []
        for page in cls.pages[start : start + _CHUNK]:
            if cls.ended:
                break
            made.append(cls.renderer.render(page))
            cls.ended = isinstance(made[-1], RefusedPage) and made[-1].last
        return made


def can_fork() -> bool:
    """Whether this platform copies a process with its memory; only then is nothing handed over."""
    return "fork" in multiprocessing.get_all_start_methods()


def in_workers(renderer: PageRenderer, pages: Sequence[Page], jobs: int) -> Iterator[RenderedPage | RefusedPage]:
    """The pages in their order, rendered by `jobs` processes; after one that took more than it may, not all of them."""
    context = multiprocessing.get_context("fork")
    pool = ProcessPoolExecutor(jobs, context, initializer=_Worker.begin, initargs=(renderer, pages))
    try:
        yield from chain.from_iterable(pool.map(_Worker.render, range(0, len(pages), _CHUNK)))
    finally:
        pool.shutdown(cancel_futures=True)
