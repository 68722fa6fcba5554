import pytest

from lcabridge.cli import run


@pytest.fixture
def cli(capsys, monkeypatch):
    """Run a command line in this process: (exit code, stdout, stderr)."""
    monkeypatch.setenv("LCABRIDGE_LANG", "en")

    def call(*words):
        code = run([str(word) for word in words])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call
