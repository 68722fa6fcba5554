"""Names of substances as keys: what is only spelling goes, what tells substances apart stays.

Digits keep their separators (1,1,2- is not 11,2-), primes and locants stay, so that isomers, isotopes and oxidation states
never fall together.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ω": "omega", "λ": "lambda", "μ": "u", "µ": "u",
}  # fmt: skip
_SIGNS = str.maketrans(
    {
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "­": None, "’": "'", "‘": "'", "′": "'", "`": "'", "´": "'",
        "“": '"', "”": '"', "″": "''", "≤": "<=", "≥": ">=", "×": "x", "[": "(", "]": ")", "{": "(", "}": ")", "®": None, "™": None,
    }
)  # fmt: skip
_SPELLINGS = (
    ("sulph", "sulf"), ("aluminium", "aluminum"), ("caesium", "cesium"), ("praseodynium", "praseodymium"),
    ("fluorid ", "fluoride "), ("colour", "color"), ("vapour", "vapor"), ("naphtalen", "naphthalen"),
    ("dinitrogen oxide", "nitrous oxide"), ("dinitrogen monoxide", "nitrous oxide"), ("radioaktive", "radioactive"),
)  # fmt: skip
_GREEK_DOTTED = re.compile(r"\.(alpha|beta|gamma|delta|epsilon|omega|lambda)\.")
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8"}
_CHARGE = re.compile(r"\((?:\+([1-8])|([1-8])\+)\)")
_VALENCES = {"mono": 1, "di": 2, "tri": 3, "tetra": 4, "penta": 5, "hexa": 6}
_VALENT = re.compile(r",? \(?(mono|di|tri|tetra|penta|hexa)valent\)?")
_OXIDATION = re.compile(
    r"^(?P<metal>[a-z]+)(?: compounds?)?[, ]*(?:\((?P<a>[ivx]+)\)|(?P<b>[ivx]+)|\(?\+(?P<c>[1-8]|[ivx]+)\)?|\(?(?P<d>[1-8])\+\)?)(?:[, ]*ions?)?$"
)
_ISOTOPE = re.compile(
    r"^(?P<element>[a-z]+)[ -]*(?P<mass>[0-9]{1,3})(?P<meta>m[0-9]?)?(?: \(radioactive\)|[, /]*isotope)?$"
)
_TRAILERS = re.compile(r"[ ,]*(?:\((?:particulate|as particulate)\)|/(?:kg|m3|kbq|mj|m2a?))$")
_KEEP = re.compile(r"(?<=[0-9])[^a-z0-9']+(?=[0-9])")
_DROP = re.compile(r"[^a-z0-9_'+<>%|\u0080-\uffff]+")
_CODE = re.compile(r"^(?:cfc|hcfc|hfc|hfe|hcfe|hfo|pfc|halon|r|fc|hc|hcc)[- ]?[0-9][0-9a-z()]*$")
_ORE = re.compile(r",? in (?:ground|water|air|ore|crude ore)$")
_GRADE = re.compile(r"[0-9]%|[0-9] ?ppm|in crude ore|in mixed ore|, in sulfide")
_SHORT = re.compile(r"^[A-Z]{2,6}[0-9]?$")
LOCANTS = re.compile(
    r"[0-9]+'*(?=[,'_-]|$)|(?:^|(?<=[ (-]))(?:o|m|p|n|sec|tert|iso|cis|trans|alpha|beta|gamma|delta|d|l|dl|r|s|e|z)(?=-)"
)
_PREFIX = re.compile(r"-$")

SYMBOLS = dict(
    pair.split(":")
    for pair in [
        "h:hydrogen",
        "he:helium",
        "li:lithium",
        "be:beryllium",
        "b:boron",
        "c:carbon",
        "n:nitrogen",
        "o:oxygen",
        "f:fluorine",
        "ne:neon",
        "na:sodium",
        "mg:magnesium",
        "al:aluminum",
        "si:silicon",
        "p:phosphorus",
        "s:sulfur",
        "cl:chlorine",
        "ar:argon",
        "k:potassium",
        "ca:calcium",
        "sc:scandium",
        "ti:titanium",
        "v:vanadium",
        "cr:chromium",
        "mn:manganese",
        "fe:iron",
        "co:cobalt",
        "ni:nickel",
        "cu:copper",
        "zn:zinc",
        "ga:gallium",
        "ge:germanium",
        "as:arsenic",
        "se:selenium",
        "br:bromine",
        "kr:krypton",
        "rb:rubidium",
        "sr:strontium",
        "y:yttrium",
        "zr:zirconium",
        "nb:niobium",
        "mo:molybdenum",
        "tc:technetium",
        "ru:ruthenium",
        "rh:rhodium",
        "pd:palladium",
        "ag:silver",
        "cd:cadmium",
        "in:indium",
        "sn:tin",
        "sb:antimony",
        "te:tellurium",
        "i:iodine",
        "xe:xenon",
        "cs:cesium",
        "ba:barium",
        "la:lanthanum",
        "ce:cerium",
        "pr:praseodymium",
        "nd:neodymium",
        "pm:promethium",
        "sm:samarium",
        "eu:europium",
        "gd:gadolinium",
        "tb:terbium",
        "dy:dysprosium",
        "ho:holmium",
        "er:erbium",
        "tm:thulium",
        "yb:ytterbium",
        "lu:lutetium",
        "hf:hafnium",
        "ta:tantalum",
        "w:tungsten",
        "re:rhenium",
        "os:osmium",
        "ir:iridium",
        "pt:platinum",
        "au:gold",
        "hg:mercury",
        "tl:thallium",
        "pb:lead",
        "bi:bismuth",
        "po:polonium",
        "at:astatine",
        "rn:radon",
        "fr:francium",
        "ra:radium",
        "ac:actinium",
        "th:thorium",
        "pa:protactinium",
        "u:uranium",
        "np:neptunium",
        "pu:plutonium",
        "am:americium",
        "cm:curium",
    ]
)
"""Symbols of the elements, in lower case, for names such as U-238."""

ELEMENTS = frozenset(SYMBOLS.values())
"""Names of the elements."""

ONE_ION = frozenset(
    {
        "lithium", "sodium", "potassium", "rubidium", "cesium", "beryllium", "magnesium", "calcium", "strontium", "barium",
        "radium", "silver", "zinc", "cadmium", "aluminum", "scandium", "yttrium", "lanthanum",
    }
)  # fmt: skip
"""Elements with one usual oxidation state, so that their ion needs no number."""


@lru_cache(maxsize=200_000)
def plain(name: str) -> str:
    """Return the name in NFKC, lower case, with one spelling of dashes, quotes, Greek letters and blanks."""
    text = unicodedata.normalize("NFKC", name.translate(_SIGNS)).translate(_SIGNS).lower().strip()
    for sign, word in _GREEK.items():
        text = text.replace(sign, word)
    text = _GREEK_DOTTED.sub(r"\1", text)
    text = _CHARGE.sub(r"(\1\2+)", " ".join(text.split()))
    text = _VALENT.sub(lambda m: f" ({_VALENCES[m[1]]}+)", text)
    for old, new in _SPELLINGS:
        text = text.replace(old, new)
    return text


@lru_cache(maxsize=200_000)
def key(name: str) -> str:
    """Return the key of a name as it stands: letters, digits with one separator between them, primes."""
    return _key(_TRAILERS.sub("", plain(name)))


def _key(text: str) -> str:
    match = _OXIDATION.match(text)
    if match and match["metal"] in ELEMENTS:
        state = match["a"] or match["b"] or match["c"] or match["d"]
        state = _ROMAN.get(state, state)
        return f"{match['metal']}|ox{state}"
    match = _ISOTOPE.match(text)
    if match:
        element = SYMBOLS.get(match["element"], match["element"])
        if element in ELEMENTS and int(match["mass"]) > 1:
            return f"{element}|iso{match['mass']}{match['meta'] or ''}"
    text = _KEEP.sub("_", text)
    return _DROP.sub("", text).strip("'_")


_BRACKET = re.compile(r" \[[^\]]*\]$")
_PLACE = re.compile(r",? \(?regionalized, [a-z]{2,3}(?:-[a-z]+)?\)?$")
_MEASURED = re.compile(
    r",? (?:total|dissolved|total recoverable|\(whole water\)|\(?(?:mixed|all) isomers\)?|effluent)$"
)
_REMARK = re.compile(r" \([^()]*\b(?:except|only|includes?|including|manufactur\w*|supplier|notification)\b[^()]*\)$")
_BESIDE = re.compile(r"^(.*[^ ]) \(([^()]+)\)$")
_FORMULA_BESIDE = re.compile(r"^(?:[A-Z][a-z]?[0-9]*|\([A-Za-z0-9]+\)[0-9]*)+$")
_NORMAL = re.compile(r"^n-[a-z]+ane$")
_ISO = " (iso)"
_SEVERAL = re.compile(r"; |(?<=\(iso\)),")
_UNPRIMED = re.compile(r"^([0-9]),\1 ?-")


@lru_cache(maxsize=200_000)
def keys(name: str) -> tuple[str, ...]:
    """Return the keys of a name, its own first, then those of its inverted, coded and bare forms, the surest first.

    "Ethane, 1,1,2-trichloro-" is 1,1,2-trichloroethane; in "Methane, trichlorofluoro-, CFC-11" the code is a name too;
    "Lead, ion" stays: what is behind the comma may tell substances apart. Remarks of one list, places and "[Inorganic
    emissions to air]" are left out.
    """
    whole = _TRAILERS.sub("", plain(_BRACKET.sub("", name)))
    text = _PLACE.sub("", whole)
    found = [_key(whole), _key(text)]
    head, comma, tail = name.partition(", ")
    if comma and _SHORT.match(head.strip()) and tail[:1].lower() == head.strip()[:1].lower():
        found.append(_key(plain(tail)))  # "COD, Chemical Oxygen Demand"
    if _NORMAL.match(text):
        found.append(_key(text[2:]))  # n-decane is decane; of alcohols and acids the prefix says more
    found += _of_parts(text)
    if text.endswith(", total"):
        found.append(_key(f"total {text.removesuffix(', total')}"))
    for bare in (_REMARK.sub("", text), _MEASURED.sub("", text)):
        if bare != text:
            found.append(_key(bare))
            found += _of_parts(bare)
    beside = _BESIDE.match(_BRACKET.sub("", name).strip())
    if beside and len(beside[2]) > 1 and _FORMULA_BESIDE.match(beside[2]):
        inner = _key(plain(beside[2]))
        found.append(inner if "|iso" in inner else _key(plain(beside[1])))
    elif beside and _CODE.match(plain(beside[2])):
        found += [_key(plain(beside[1])), _key(plain(beside[2]))]
    if _ISO in text:  # "amisulbrom (iso); 3-(3-bromo-…": the common name and the systematic one
        found += [_key(part.removesuffix(_ISO)) for part in _SEVERAL.split(text)]
    if _UNPRIMED.match(text):
        found.append(_key(re.sub(r"^([0-9]),\1 ?-", r"\1,\1'-", text)))  # "4,4 -methylene…" has lost its prime
    return tuple(dict.fromkeys(k for k in found if k))


def _of_parts(text: str) -> list[str]:
    found = []
    parts = [part.strip() for part in text.split(", ")]
    codes = [part for part in parts[1:] if _CODE.match(part)]
    parts = [parts[0], *(part for part in parts[1:] if not _CODE.match(part))]
    if _GRADE.search(text):
        found.append(
            _key(parts[0].removesuffix(" ore"))
        )  # "Copper, 0.99% in sulfide, ... in crude ore": the metal that is in it
    elif _ORE.search(text):
        found.append(_key(_ORE.sub("", text)))
    if len(parts) > 1 and all(_PREFIX.search(part) for part in parts[1:]):
        prefixes = [part[:-1] for part in parts[1:]]
        found.append(_key("".join(prefixes) + parts[0]))
        if len(prefixes) > 1:
            found.append(_key("".join(reversed(prefixes)) + parts[0]))
    elif codes:
        found.append(_key(", ".join(parts)))
    return found + [_key(code) for code in codes]


_LAND_WORDS = (
    # The classes of land use of Koellner et al. (2013) that lists spell apart; longest first.
    ("pasture, man made", "pasture/meadow"),
    ("pasture and meadow", "pasture/meadow"),
    ("annual crop", "arable"),
    ("arable land", "arable"),
    ("unspecified use", "unspecified"),
    ("unknown", "unspecified"),
    ("drilling and mining", "used"),
    ("(non-use)", ""),
    ("(obsolete)", ""),
    ("natural, for livestock", "for livestock"),
)


@lru_cache(maxsize=20_000)
def land(name: str) -> str:
    """Return the key of a kind of land use: "from lakes, artificial" of "Transformation, from lake, artificial"."""
    text = plain(name)
    for prefix in ("transformation, ", "occupation, ", "land transformation, ", "land occupation, "):
        text = text.removeprefix(prefix)
    for old, new in _LAND_WORDS:
        text = text.replace(old, new)
    words = re.findall(r"[a-z]+", text)
    if len(words) > 1 and words[-1] == "unspecified" and words[-2] not in ("from", "to"):
        words = words[:-1]
    return " ".join(word.removesuffix("s") if len(word) > 3 else word for word in words)


_QUALIFIERS = (
    # word in a name: what it says about the origin of carbon
    ("from soil or biomass stock", "land"),
    ("land transformation", "land"),
    ("land use change", "land"),
    ("peat oxidation", "peat"),
    ("to soil or biomass stock", "uptake"),
    ("non-fossil", "biogenic"),
    ("biogenic", "biogenic"),
    ("biomass", "biogenic"),
    ("biotic", "biogenic"),
    ("fossil", "fossil"),
    ("in air", "air"),
)


@lru_cache(maxsize=200_000)
def origin(name: str) -> tuple[str, str]:
    """Return the name's key without what it says of the origin of carbon, and what it says: fossil, biogenic, land, uptake, ""."""
    text = plain(name)
    for word, meaning in _QUALIFIERS:
        if word in text:
            rest = text.replace(f"({word})", "").replace(word, "").strip(" ,-()")
            return _key(" ".join(rest.split())), meaning
    return _key(text), ""


def cas_of(text: str) -> str:
    """Return a CAS number without leading zeros, "" where its check digit is wrong or it is none."""
    parts = text.strip().split("-")
    if len(parts) != 3 or not all(part.isdigit() and part.isascii() for part in parts):
        return ""
    first, second, check = parts[0].lstrip("0"), parts[1], parts[2]
    if not first or len(second) != 2 or len(check) != 1:
        return ""
    digits = first + second
    total = sum(int(digit) * place for place, digit in enumerate(reversed(digits), 1))
    return f"{first}-{second}-{check}" if total % 10 == int(check) else ""


@lru_cache(maxsize=200_000)
def locants(name: str) -> tuple[str, ...]:
    """Return what tells isomers apart in a name (1,1,2- is ``1 1 2``), sorted."""
    return tuple(sorted(LOCANTS.findall(plain(name))))


def own_ore(name: str) -> bool:
    """Tell whether a name says "ore" without the metal's share: mass of ore or of metal, only a person knows."""
    return re.search(r"\bore(?:,? in ground)?$", plain(name)) is not None and "%" not in name


def contains(name: str) -> bool:
    """Tell whether a name is of a material by what is in it ("rock, graphite containing"): it is not that."""
    return "containing" in plain(name)


def adds_word(name: str, other: str) -> bool:
    """Tell whether the other name is this one with a word behind it (diquat, diquat dibromide)."""
    one, two = plain(name), plain(other)
    return two.startswith((f"{one} ", f"{one}-"))


_GROUP = re.compile(r"\b(?:oils?|salts|compounds?|mixtures?|mixed|unspecified|total|isomers|and|other|as)\b|/|;")


def is_group(name: str) -> bool:
    """Tell whether the name is of a group or a mixture, of which no single substance is the same."""
    return _GROUP.search(plain(name)) is not None


def is_abbreviation(name: str) -> bool:
    """Tell whether the name is short enough to mean several things (COD)."""
    text = name.strip()
    return len(text) <= 3 and text.isalpha() and text.isupper()


_ATOM = re.compile(r"([A-Z][a-z]?)([0-9]*)")


@lru_cache(maxsize=200_000)
def atoms(formula: str) -> tuple[tuple[str, int], ...] | None:
    """Return the atoms of a plain sum formula, sorted; None for one with brackets, charges or dots."""
    text = formula.strip()
    if not text or not re.fullmatch(r"(?:[A-Z][a-z]?[0-9]*)+", text):
        return None
    counts: dict[str, int] = {}
    for symbol, number in _ATOM.findall(text):
        counts[symbol] = counts.get(symbol, 0) + int(number or 1)
    return tuple(sorted(counts.items()))
