"""The result does not depend on who works: one process or two, forked or spawned, a pool or another executor."""

import hashlib
import multiprocessing
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from lcabridge.errors import MalformedSourceError, WorkerLostError
from lcabridge.format import Part
from lcabridge.pipeline import convert
from lcabridge.pipeline.executor import CHUNK_BYTES, CHUNK_PARTS, START_METHOD, apart, chunks, run
from lcabridge.testing.extremes import many
from lcabridge.testing.samples import packages

METHODS = [m for m in ("fork", "spawn") if m in multiprocessing.get_all_start_methods()]


def _large():
    """More than one chunk of parts, with danglers and two versions among them."""
    return [
        *many(flows=2 * CHUNK_PARTS, exchanges=50),
        *packages()["missing data sets"],
        *packages()["two versions"][3:],
    ]


def _convert(source, target, formats, **arguments):
    done = convert(source, target, registry=formats, to="one-version", **arguments)
    return hashlib.sha256(target.read_bytes()).hexdigest(), done.to_dict()["issues"], done.to_dict()["counts"]


@pytest.mark.parametrize("method", METHODS)
def test_same_bytes_and_report_with_any_workers(method, formats, make_box, tmp_path, monkeypatch):
    monkeypatch.setenv(START_METHOD, method)
    source = make_box(_large())
    alone_ = _convert(source, tmp_path / "one.zip", formats)
    assert {issue["code"] for issue in alone_[1]} == {"INDEX-002", "MAP-001"}
    assert _convert(source, tmp_path / "two.zip", formats, workers=2) == alone_


def test_order_in_the_source_does_not_matter(formats, make_box, tmp_path):
    entities = _large()
    one = _convert(make_box(entities), tmp_path / "a.zip", formats)
    other = _convert(make_box(list(reversed(entities)), name="turned.zip"), tmp_path / "b.zip", formats)
    assert one[0] == other[0]
    assert one[2] == other[2]


def test_an_executor_takes_the_place_of_the_pool(formats, make_box, tmp_path):
    source = make_box("supply chain")
    with ThreadPoolExecutor(1) as pool:
        by_pool = _convert(source, tmp_path / "a.zip", formats, executor=pool)
    assert by_pool == _convert(source, tmp_path / "b.zip", formats)


def test_an_error_in_a_worker_arrives_whole(formats, make_box, tmp_path):
    source = make_box(_large(), extra=[("zzz.toy", b"{")])
    with pytest.raises(MalformedSourceError) as caught:
        _convert(source, tmp_path / "o.zip", formats, workers=2)
    assert "zzz.toy" in str(caught.value)
    assert caught.value.message("zh")
    assert not (tmp_path / "o.zip").exists()


def _die(_context, item):
    if item == 3:
        os._exit(9)
    return item


def test_a_dead_worker_is_one_clear_error():
    with pytest.raises(WorkerLostError) as caught:
        list(run(_die, None, range(8), workers=2))
    assert caught.value.exit_code == 4
    assert "--workers" in str(caught.value)


def test_unknown_start_method_is_a_usage_error(monkeypatch):
    from lcabridge.errors import UsageError

    monkeypatch.setenv(START_METHOD, "teleport")
    with pytest.raises(UsageError, match="teleport"):
        list(run(_die, None, range(2), workers=2))


def _where(item):
    return item, os.getpid()


@pytest.mark.parametrize("method", METHODS)
def test_work_apart_is_done_in_another_process_where_that_is_cheap(method, monkeypatch):
    monkeypatch.setenv(START_METHOD, method)
    item, process = apart(_where, 7)
    assert item == 7
    assert (process != os.getpid()) is (method == "fork")


@pytest.mark.skipif("fork" not in METHODS, reason="without fork nothing is done apart, and a death is ours")
def test_a_death_apart_is_one_clear_error(monkeypatch):
    monkeypatch.setenv(START_METHOD, "fork")
    with pytest.raises(WorkerLostError):
        apart(_die, None, 3)


def _add(context, item):
    return context + item


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_order(workers):
    assert list(run(_add, 100, range(20), workers)) == list(range(100, 120))


def test_work_is_not_fetched_far_ahead():
    taken = []

    def items():
        for number in range(100):
            taken.append(number)
            yield number

    results = run(_add, 0, items(), workers=2)
    next(results)
    assert len(taken) <= 6, "three per worker may be under way"
    results.close()


def test_chunks_depend_on_the_parts_alone():
    parts = [Part(key=f"{n:05}", names=(f"{n}",), size=CHUNK_BYTES // 4) for n in range(10)]
    assert [len(chunk) for chunk in chunks(parts)] == [4, 4, 2]
    large = Part(key="x", names=("x",), size=10 * CHUNK_BYTES)
    assert [len(chunk) for chunk in chunks([large, large])] == [1, 1]
    tiny = [Part(key=f"{n:05}", names=(f"{n}",)) for n in range(CHUNK_PARTS + 1)]
    assert [len(chunk) for chunk in chunks(tiny)] == [CHUNK_PARTS, 1]
    assert chunks([]) == []
