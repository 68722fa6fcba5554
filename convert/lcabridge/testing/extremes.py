"""Texts and numbers that break careless readers and writers."""

from __future__ import annotations

from lcabridge.model import Entity, Process, Source
from lcabridge.testing.basics import (
    CO2,
    ELECTRICITY,
    ENERGY,
    ENERGY_UNITS,
    MASS,
    MASS_UNITS,
    VERSION,
    exchange,
    make_flow,
    sample_id,
    text,
)

TEXTS: dict[str, str] = {
    "markup": "a < b & c > d; &amp; stays, <b>too</b>, and ]]> does not end anything",
    "quotes": "\"double\", 'single', “curly”, back\\slash, `tick`",
    "separators": "comma, semicolon; tab\tpipe| and a trailing comma,",
    "line feeds": "first\nsecond\n\nfourth",
    "carriage returns": "first\r\nsecond\rthird",
    "outer spaces": "  two before, one behind ",
    "inner spaces": "two  between, a no-break\u00a0one, an ideographic\u3000one",
    "formula": "=1+1",
    "number": "1,234.50",
    "placeholder": "n/a",
    "braces": "{value} {0} %s %(name)s $x ${x}",
    "accents": "é precomposed, e\u0301 combined, ß, İ, ŉ",
    "chinese": "中国电网平均电力（含输配电损耗），“2023年”",
    "rare chinese": "𠮷野家 and 𡃁 lie outside the basic plane",
    "emoji": "👩‍🔬 and 🇨🇳",
    "right to left": "\u202eabc\u202c עברית",
    "invisible": "zero\u200bwidth, soft\u00adhyphen, mark\ufeffinside",
    "line separators": "one\u2028two\u2029three\u0085four",
    "controls": "bell\x07, null\x00, escape\x1b, delete\x7f",
    "non-characters": "\ufffe and \uffff",
    "long": "a long comment; " * 400,
}
"""By name of the difficulty. XML 1.0 cannot say the controls (section 2.2): a format on XML reports them."""

NUMBERS: tuple[float, ...] = (
    0.0,
    1.0,
    -1.0,
    0.1,
    1 / 3,
    0.1 + 0.2,
    -2.5,
    5.0,
    123456789.123456789,
    1e15,
    1e16,
    1e22,
    1e-5,
    1e-7,
    -1e-30,
    1e-300,
    -1.7976931348623157e308,
    2.2250738585072014e-308,
    5e-324,
)
"""Among them the largest double, the smallest normal one and the smallest of all; see ``math.nextafter``."""


def texts() -> list[Entity]:
    """Return a package with one source per difficult text, which stands in name, comment and citation."""
    made: list[Entity] = []
    for word, value in TEXTS.items():
        made.append(
            Source(
                uuid=sample_id("source", word),
                version=VERSION,
                name=text(f"Text: {word}"),
                description={"en": value} if "chinese" not in word else {"zh": value},
                citation={"en": f"Cited: {value}"} if "chinese" not in word else {"zh": f"引用：{value}"},
            )
        )
    return made


def numbers() -> list[Entity]:
    """Return a package with one exchange per difficult number."""
    process = Process(
        uuid=sample_id("process", "numbers"),
        version=VERSION,
        name=text("Electricity with difficult amounts", "含极端数值的电力"),
        process_type="unit_process",
        exchanges=[
            exchange(1, ELECTRICITY, "output", 1.0, "kWh", ENERGY, is_reference=True),
            *(exchange(i, CO2, "output", value, "kg", MASS) for i, value in enumerate(NUMBERS, 2)),
        ],
        last_exchange_id=1 + len(NUMBERS),
    )
    return [MASS_UNITS, MASS, ENERGY_UNITS, ENERGY, CO2, ELECTRICITY, process]


def many(flows: int, exchanges: int) -> list[Entity]:
    """Return a package of many flows and one large process, for what depends on size."""
    candidates = [
        make_flow(f"many {number}", "elementary", MASS, text(f"Emission {number}", f"排放 {number}"))
        for number in range(flows)
    ]
    product = make_flow("many", "product", MASS, text("Product of many"))
    process = Process(
        uuid=sample_id("process", "many"),
        version=VERSION,
        name=text("Process of many exchanges"),
        process_type="unit_process",
        exchanges=[exchange(1, product, "output", 1.0, "kg", MASS, is_reference=True)],
        last_exchange_id=1 + exchanges,
    )
    for number in range(exchanges):
        flow = candidates[number % len(candidates)]
        process.exchanges.append(exchange(2 + number, flow, "output", 0.001 * (number + 1), "kg", MASS))
    return [MASS_UNITS, MASS, *candidates, product, process]
