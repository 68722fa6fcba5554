"""docs/write-a-format.md, followed word by word: its files are written, its commands run, their output is compared."""

import re
import shlex
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.wheels import build, install, run_any

PAGE = ROOT / "docs" / "write-a-format.md"
ZH_PAGE = ROOT / "docs" / "zh" / "write-a-format.md"
BLOCK = re.compile(r"^```(?P<lang>\w+)(?: (?P<verb>\w+)=(?P<path>\S+))?\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
PYTEST = ["-W", "error", "-p", "no:cacheprovider", "-p", "no:randomly", "-c", "/dev/null"]


def blocks(page):
    found = [match.groupdict() for match in BLOCK.finditer(page.read_text(encoding="utf-8"))]
    return [block for block in found if block["lang"] != "text"]


def steps(body):
    """Yield (command, expected output) of a console block."""
    for step in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, _, output = step.partition("\n")
        yield command, output


class Reader:
    """Someone who does what the page says, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "tally"
        self.site = folder / "site"
        self.builds = folder / "builds"
        self.folder.mkdir()
        self.builds.mkdir()

    def do(self, block):
        if block["verb"] == "file":
            path = self.folder / block["path"]
            path.parent.mkdir(exist_ok=True)
            path.write_text(block["body"], encoding="utf-8")
        elif block["verb"] == "replace":
            self.replace(self.folder / block["path"], block["body"])
        else:
            assert block["lang"] == "console", f"nobody knows what to do with {block}"
            for command, output in steps(block["body"]):
                self.run(shlex.split(command), output)

    def replace(self, path, body):
        """Replace the property of the same name."""
        (name,) = re.findall(r"def (\w+)", body)
        text = path.read_text(encoding="utf-8")
        old = re.compile(rf"    @property\n    def {name}\(self\):\n(?:        .*\n)+")
        assert len(old.findall(text)) == 1
        path.write_text(old.sub(lambda _: body, text), encoding="utf-8")

    def run(self, command, expected):
        if command[:2] == ["pip", "install"]:
            # Editable installation into this environment would outlive the test: build it and put it on the path.
            install(build(self.folder, self.builds), self.site)
            return
        program = {
            "pytest": [sys.executable, "-m", "pytest", *PYTEST],
            "python": [sys.executable],
            "lcabridge": [sys.executable, "-c", "import sys; from lcabridge.cli import main; sys.exit(main())"],
        }[command[0]]
        # As an editable installation: the sources of the folder are what runs.
        said, code = run_any([*program, *command[1:]], cwd=self.folder, path=[self.folder, self.site])
        wanted = 1 if "failed" in expected else 0
        assert code == wanted, said
        position = 0
        for piece in re.split(r"…\n?|\n", expected):
            assert piece in said[position:], f"{command} does not say {piece!r}:\n{said[-3000:]}"
            position = said.index(piece, position) + len(piece)


@pytest.mark.slow
def test_the_page_works(tmp_path):
    reader = Reader(tmp_path)
    for block in blocks(PAGE):
        reader.do(block)
    assert (reader.folder / "report.json").is_file()


def test_the_chinese_page_shows_the_same_code():
    assert blocks(ZH_PAGE) == blocks(PAGE)


def test_the_page_has_every_part():
    files = [block["path"] for block in blocks(PAGE) if block["verb"]]
    assert files == [
        "pyproject.toml",
        "lcabridge_tally/__init__.py",
        "lcabridge_tally/plugin.py",
        "lcabridge_tally/reader.py",
        "lcabridge_tally/writer.py",
        "tests/test_tally.py",
        "lcabridge_tally/plugin.py",
    ]


@pytest.mark.parametrize("page", [PAGE, ZH_PAGE])
def test_the_points_listed_are_those_of_the_suite(page):
    from lcabridge.testing.conformance import FormatConformance

    points = {int(name[5:7]) for name in dir(FormatConformance) if re.match(r"test_\d\d_", name)}
    rows = re.findall(r"^\| (\d[\d, 、]*) \|", page.read_text(encoding="utf-8"), re.MULTILINE)
    listed = [int(number) for row in rows for number in re.findall(r"\d+", row)]
    assert listed == sorted(points) == list(range(1, 20))
