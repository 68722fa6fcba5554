"""Running chunks of parts in this process or in workers, results in order, with a bounded window (DESIGN §6)."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

from lcabridge.errors import UsageError, WorkerLostError
from lcabridge.format import Part

T = TypeVar("T")
START_METHOD = "LCABRIDGE_START_METHOD"
"""Environment variable: ``fork`` or ``spawn``; the default is fork where Linux has it (the index is shared, not copied)."""

CHUNK_BYTES = 2 << 20
CHUNK_PARTS = 500


class Executor(Protocol):
    """What the pipeline needs of an executor: a process pool has it, a Dask client's executor too."""

    def submit(self, fn: Callable[..., T], /, *args: Any) -> Future[T]:
        """Run ``fn(*args)`` some time."""


def chunks(parts: Sequence[Part]) -> list[list[Part]]:
    """Cut parts into chunks of even work; the cut depends on the parts alone, never on the number of workers."""
    result: list[list[Part]] = []
    current: list[Part] = []
    size = 0
    for part in parts:
        if current and (size + part.size > CHUNK_BYTES or len(current) >= CHUNK_PARTS):
            result.append(current)
            current, size = [], 0
        current.append(part)
        size += part.size
    if current:
        result.append(current)
    return result


_context: Any = None


def _adopt(context: Any) -> None:
    # A pool's initializer: the context comes once per worker, by fork or by pickle, and stays.
    # Nothing that is there now will ever be garbage; without this, a collection in the child copies the shared pages.
    gc.freeze()
    gc.set_threshold(200_000, 20, 50)
    global _context  # noqa: PLW0603  # a worker process has exactly one context for its whole life
    _context = context


def _run(fn: Callable[[Any, T], Any], item: T) -> Any:
    return fn(_context, item)


def run(
    fn: Callable[[Any, T], Any],
    context: Any,
    items: Iterable[T],
    workers: int,
    executor: Executor | None = None,
) -> Iterator[Any]:
    """Yield ``fn(context, item)`` for each item, in order.

    Args:
        fn: a module-level function.
        context: picklable; given to each worker once.
        items: work; at most three per worker are under way, so that results never pile up.
        workers: processes; 1 runs in this process.
        executor: takes the place of the process pool; the context then travels with each item.

    Raises:
        WorkerLostError: a worker died.
        UsageError: LCABRIDGE_START_METHOD names none that the system has.
    """
    if executor is not None:
        yield from _windowed(items, 3 * max(workers, 1), lambda item: executor.submit(fn, context, item))
        return
    if workers <= 1:
        for item in items:
            yield fn(context, item)
        return
    with _pool(workers, context) as pool:
        yield from _windowed(items, 3 * workers, lambda item: pool.submit(_run, fn, item))


@contextmanager
def _pool(workers: int, context: Any) -> Iterator[ProcessPoolExecutor]:
    pool = ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context(_start_method()), initializer=_adopt, initargs=(context,)
    )
    try:
        yield pool
    except BrokenProcessPool:
        raise WorkerLostError(
            "a worker process died (out of memory?)",
            "工作进程意外终止（内存不足？）",
            hint_en="use fewer --workers",
            hint_zh="请减少 --workers",
        ) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def apart(fn: Callable[..., T], *args: Any) -> T:
    """Return ``fn(*args)``, computed in a process of its own where a fork is cheap, so that its memory is given back.

    Args:
        fn: a module-level function.
        args: picklable, as the result.

    Raises:
        WorkerLostError: the process died.
        UsageError: LCABRIDGE_START_METHOD names none that the system has.
    """
    if _start_method() != "fork":
        return fn(*args)
    with _pool(1, None) as pool:
        return pool.submit(fn, *args).result()


def _start_method() -> str:
    method = os.environ.get(START_METHOD) or ("fork" if sys.platform == "linux" else "spawn")
    known = multiprocessing.get_all_start_methods()
    if method not in known:
        raise UsageError(
            f"{START_METHOD}={method} is no way to start a process here",
            f"{START_METHOD}={method} 不是可用的进程启动方式",
            hint_en=f"use one of {', '.join(known)}, or unset it",
            hint_zh=f"可用：{'、'.join(known)}，或取消该变量",
        )
    return method


def _windowed(items: Iterable[T], window: int, submit: Callable[[T], Future[Any]]) -> Iterator[Any]:
    waiting: deque[Future[Any]] = deque()
    try:
        for item in items:
            waiting.append(submit(item))
            if len(waiting) >= window:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()
