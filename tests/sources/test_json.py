"""JSON with exactly one meaning (C.4, JSON-LD), and what the proof of it costs."""

from __future__ import annotations

import json
import random
import time
import zipfile

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcabridge.errors import LimitError, MalformedSourceError
from lcabridge.sources import Limits, load_json, open_source


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (b'{"a": NaN}', "NaN"),
        (b'{"a": Infinity}', "NaN"),
        (b'{"a": -Infinity}', "NaN"),
        (b'{"a": 1e999}', "range"),
        (b'{"a": -1e999}', "range"),
        (b"1" * 5000, "range"),
        (b'{"a": 1e-400}', "would become 0"),
        (b'{"a": 12.5E-00400}', "would become 0"),
        (b'{"a": 1_000}', "not valid JSON"),
        (b'{"a": 0x10}', "not valid JSON"),
        (b'{"a": 01}', "not valid JSON"),
        (b'{"a": +1}', "not valid JSON"),
        (b'{"a": 1,5}', "not valid JSON"),
        (b'{"a": .5}', "not valid JSON"),
        ("\u0661\u0662".encode(), "not valid JSON"),
        (b'{"a": 1,}', "trailing comma"),
        (b'{"a": 1} x', "not valid JSON"),
        (b"{} {}", "not valid JSON"),
        (b'{"a": 1', "too early"),
        (b'{"a": "x', "not valid JSON"),
        (b"", "empty"),
        (b" \n", "empty"),
        (b'"\\ud800"', "surrogate"),
        (b'"\\udc00\\ud800"', "surrogate"),
        (b'"\xed\xa0\x80"', "UTF-8"),
        (b'"\xff"', "UTF-8"),
        (b'"a\x00b"', "not valid JSON"),
        (b'"a\nb"', "not valid JSON"),
        (b"\xef\xbb\xbf{}", "byte order mark"),
        ('{"a": 1}'.encode("utf-16"), "UTF-16"),
        ('{"a": 1}'.encode("utf-16-le"), "UTF-16"),
        ('{"a": 1}'.encode("utf-16-be"), "UTF-16"),
        ('{"a": 1}'.encode("utf-32"), "UTF-16"),
        ('{"a": "\u6c34\u6ce5"}'.encode("gbk"), "UTF-8"),
        (b"// comment\n{}", "not valid JSON"),
        (b"{'a': 1}", "not valid JSON"),
    ],
)
def test_what_is_not_plain_json_is_refused(text, word):
    with pytest.raises(MalformedSourceError, match=r"p\.zip!x\.json") as caught:
        load_json(text, "p.zip!x.json")
    assert word in str(caught.value)
    assert caught.value.hint_en
    assert caught.value.zh
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "pointer", "line", "column"),
    [
        (b'{"a":1,"a":1}', "/a", 1, 8),
        (b'{"x":[{},{"b":\n 2, "b" :3}]}', "/x/1/b", 2, 5),
        (b'{"a\\u003ab":1,"a:b":2}', "/a:b", 1, 15),
        (b'{"\\u0061":1,"a":2}', "/a", 1, 13),
        (b'{"t":"say \\"a\\": 1","a":{"/~":0,"/~":1}}', "/a/~1~0", 1, 33),
        (b'{"s":"\\u003a","a":1,"a":2}', "/a", 1, 21),
        (b'{"s":"\\u003A:","a":":","a":2}', "/a", 1, 24),
        ('{"\u6c34":"\u7535", "k":1,"k":2}'.encode(), "/k", 1, 17),
        (b'{"":1,"":2}', "/", 1, 7),
    ],
)
def test_a_key_twice_is_named_with_its_place(text, pointer, line, column):
    with pytest.raises(MalformedSourceError, match="twice") as caught:
        load_json(text, "x.json")
    at = caught.value.at
    assert at is not None
    assert (at.pointer, at.line, at.column) == (pointer, line, column)


@pytest.mark.parametrize(
    ("text", "pointer", "line", "column"),
    [
        (b'{"exchanges":[{"amount":1},{"amount":\nNaN}]}', "/exchanges/1/amount", 2, 1),
        ('{"\u6c34":"\u7535\u529b",\n"b":[1,2,,]}'.encode(), "/b/2", 2, 10),
        (b'{"a":{"b":1e-400}}', "/a/b", 1, 11),
    ],
)
def test_an_error_has_line_column_and_pointer(text, pointer, line, column):
    with pytest.raises(MalformedSourceError) as caught:
        load_json(text, "x.json")
    at = caught.value.at
    assert at is not None
    assert (at.pointer, at.line, at.column) == (pointer, line, column)


@pytest.mark.parametrize(
    "text",
    [
        b'{"a":{"k":1},"b":{"k":1}}',
        b'[{"k":1},{"k":1}]',
        b'{"a" : 1, "b"\t:\n[":", "\\":", " :"]}',
        b'{"a":"\\u003a","b":"x\\":\\"y"}',
        b'{"a":"b:c","\\u0062:":1}',
        b'{"id":"0000000e-3412-e-400","v":0.0,"w":0E-400}',
        b"-0",
        b'"\\ud83d\\ude00"',
        '"\U0001f600\u6c34"'.encode(),
    ],
)
def test_what_only_looks_like_an_error_is_read_as_the_standard_library_reads_it(text):
    assert load_json(text, "x.json") == json.loads(text)


@pytest.mark.parametrize("shape", ["[{}]", '[{{"a":{}}}]'])
def test_depth_is_limited_exactly(shape):
    def nested(levels: int) -> bytes:
        text = "[]"
        while levels > 1:
            text, levels = (
                (f"[{text}]", levels - 1) if shape == "[{}]" or levels == 2 else (f'[{{"a":{text}}}]', levels - 2)
            )
        return text.encode()

    assert load_json(nested(127 if shape != "[{}]" else 128), "x.json")
    for levels in (129, 131, 255, 301):
        with pytest.raises(LimitError, match="json_depth=N"):
            load_json(nested(levels), "x.json")
    assert load_json(nested(401), "x.json", Limits(json_depth=500))
    with pytest.raises(LimitError, match="json_depth"):
        load_json(nested(503), "x.json", Limits(json_depth=500))


def test_absurd_depth_is_refused_fast():
    start = time.perf_counter()
    for text in (b"[" * 100_000, b"[" * 100_000 + b"]" * 100_000, b'{"a":' * 100_000):
        with pytest.raises(LimitError, match="json_depth"):
            load_json(text, "x.json")
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize(
    ("text", "limits", "option"),
    [
        (b"[" + b"1," * 99 + b"1]", Limits(json_values=50), "json_values"),
        (b"[1, 2]", Limits(file_bytes=5), "file_bytes"),
    ],
)
def test_size_limits_name_their_option(text, limits, option):
    with pytest.raises(LimitError, match=f"--limit {option}=N"):
        load_json(text, "x.json", limits)


_KEYS = st.sampled_from(["a", "b", ":", "a:", '"', '":', " :", "\\", "\u6c34", "e-400", ""])


class Pairs(list):
    """Members of an object, which may repeat a key."""


def _trees():
    leaf = st.one_of(st.none(), st.integers(-9, 9), st.floats(allow_nan=False, allow_infinity=False), _KEYS)
    return st.recursive(
        leaf,
        lambda inner: st.one_of(st.lists(inner, max_size=4), st.lists(st.tuples(_KEYS, inner), max_size=4).map(Pairs)),
        max_leaves=20,
    )


def _spell(tree, rng: random.Random) -> str:
    """Write a tree as JSON with random white space and random escapes."""
    space = rng.choice(["", "", " ", "\n", "\t "])
    if isinstance(tree, Pairs):
        members = (f"{_spell(key, rng)}{space}:{space}{_spell(value, rng)}" for key, value in tree)
        return "{" + f"{space},{space}".join(members) + "}"
    if isinstance(tree, list):
        return "[" + f",{space}".join(_spell(item, rng) for item in tree) + "]"
    if isinstance(tree, str):
        return '"' + "".join(f"\\u{ord(c):04x}" if rng.random() < 0.3 else json.dumps(c)[1:-1] for c in tree) + '"'
    return json.dumps(tree)


def _has_twins(tree) -> bool:
    if isinstance(tree, Pairs):
        keys = [key for key, _ in tree]
        return len(keys) != len(set(keys)) or any(_has_twins(value) for _, value in tree)
    return isinstance(tree, list) and any(_has_twins(item) for item in tree)


@settings(max_examples=600, deadline=None)
@given(_trees(), st.integers(0, 2**32))
def test_duplicate_keys_are_found_if_and_only_if_there_are_some(tree, seed):
    text = _spell(tree, random.Random(seed)).encode()
    if _has_twins(tree):
        with pytest.raises(MalformedSourceError, match="twice"):
            load_json(text, "x.json")
    else:
        assert load_json(text, "x.json") == json.loads(text)


@pytest.mark.slow
def test_the_proof_of_uniqueness_stays_within_its_budget_on_uslci(corpus):
    path = corpus / "jsonld" / "uslci-2020q3.zip"

    def floor() -> None:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                if entry.filename.endswith(".json"):
                    orjson.loads(archive.read(entry))

    def ours() -> None:
        with open_source(path, cache_bytes=0) as source:
            for name in source.names():
                if name.endswith(".json"):
                    load_json(source.read(name), source.locate(name))

    def seconds(work) -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    pairs = [(seconds(ours), seconds(floor)) for _ in range(4)]
    # The budget is 1.35 (docs/safety.md); machines under load vary by some tenths.
    assert min(mine for mine, _ in pairs) / min(least for _, least in pairs) < 1.7


def test_bytes_checked_before_skip_only_the_second_proof():
    assert load_json(b'{"a":1}', "x.json", checked=True) == {"a": 1}
    with pytest.raises(MalformedSourceError, match="NaN"):
        load_json(b'{"a":NaN}', "x.json", checked=True)
