"""Reading and writing of single documents in tests."""

from lcabridge.model import Process
from lcabridge.registry import registry
from lcabridge.testing.roundtrip import read_package, write_package

FORMAT = "ecospold2"


def fmt():
    return registry().format(FORMAT)


def read(tmp_path, *documents, **options):
    """Write documents to files and read them as a package; return entities and report."""
    folder = tmp_path / "source"
    folder.mkdir(exist_ok=True)
    for number, document in enumerate(documents):
        data = document if isinstance(document, bytes) else document.encode()
        (folder / f"{number}.{'xml' if b'<valid' in data[:400] else 'spold'}").write_bytes(data)
    return read_package(fmt(), folder, **options)


def process(tmp_path, *documents, **options):
    """Return the only process of some documents, and the report."""
    entities, report = read(tmp_path, *documents, **options)
    (found,) = [entity for entity in entities if isinstance(entity, Process)]
    return found, report


def by_uuid(entities):
    return {entity.uuid: entity for entity in entities}


def there_and_back(tmp_path, *documents):
    """Read documents, write them, read them again; return both lists of entities and the written package."""
    before, _ = read(tmp_path, *documents)
    target = tmp_path / "written.zip"
    write_package(fmt(), before, target)
    after, _ = read_package(fmt(), target)
    return before, after, target


def codes(report):
    return sorted({issue.code for issue in report})
