"""UUIDs that openLCA derives from names, so that both sides of a conversion meet (reference openlca §2)."""

from __future__ import annotations

import hashlib
import re
import uuid

HOME = "openLCA"
"""Classification system whose paths users know: openLCA's category tree."""
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def is_uuid(text: str) -> bool:
    """Tell whether a text is a UUID, in any case."""
    return _UUID.fullmatch(text.lower()) is not None


def keygen(*parts: str | None) -> str:
    """Return the UUID that openLCA's KeyGen gives for a row of names.

    The names are trimmed, joined with ``/``, put in lower case; the UUID is the MD5 of their UTF-8 bytes with the
    version and variant bits of RFC 4122 version 3, without a name space. A name that holds ``/`` is not escaped,
    so ``("a/b", "c")`` and ``("a", "b/c")`` meet.

    Args:
        parts: names in openLCA's order, such as the code of a location; None counts as "".

    Returns:
        The UUID in lower case: ``keygen("DE")`` is ``5f02f088-9301-3d7b-a1ac-972c11bf3e7d``.
    """
    path = "/".join((part or "").strip().lower() for part in parts)
    digest = hashlib.md5(path.encode("utf-8"), usedforsecurity=False).digest()
    return str(uuid.UUID(bytes=digest, version=3))


def name_mark(ident: str) -> str:
    """Return five characters that tell a data set from others of its name, for formats that know names only."""
    return hashlib.sha256(ident.encode("utf-8")).hexdigest()[:5]
