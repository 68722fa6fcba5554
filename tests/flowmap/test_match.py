"""The matcher: each rule once, the traps of fuzzy matching, and that nothing crosses media or origins of carbon."""

import pytest

from lcabridge.codes.compartments import ilcd_compartment
from lcabridge.flowmap import Side
from lcabridge.flowmap.contexts import native, resolve
from lcabridge.flowmap.lists import Flowable, FlowList, SourceFlow
from lcabridge.flowmap.match import Matcher
from lcabridge.flowmap.names import cas_of, key, keys
from lcabridge.flowmap.thesaurus import Thesaurus
from lcabridge.flowmap.unitfactor import factor_between
from lcabridge_mappings import tables

PLACES = ("1.1.1", "1.1.3", "1.1.4", "1.2.3", "1.3.1", "1.3.2", "1.3.4", "1.3.5", "1.3.6")


def flowable(name, cas="", synonyms=(), formula="", unit="kg", places=PLACES):
    flows = tuple((p, f"{name}@{p}") for p in places)
    return Flowable(name=name, cas=cas, synonyms=tuple(synonyms), formula=formula, unit=unit, flows=flows)


def match(
    name, *targets, context="air/unspecified", cas="", formula="", synonyms=(), former=(), unit="kg", thesaurus=None
):
    matcher = Matcher(FlowList("t", "T", "ef31", list(targets)), thesaurus)
    side = Side(uuid="u", name=name, context=context, unit=unit, cas=cas)
    return matcher.match(SourceFlow(side=side, formula=formula, synonyms=tuple(synonyms), former=tuple(former)))


def found(*args, **kwargs):
    row = match(*args, **kwargs).row
    return (row.target.name, row.rule) if row else None


@pytest.mark.parametrize(
    ("source", "target", "rule"),
    [
        ("METHANOL", "methanol", "name"),
        ("1,1,2-Trichloroethane", "1,1,2-trichloro-ethane", "key"),
        ("Ethane, 1,1,2-trichloro-", "1,1,2-trichloroethane", "form"),
        ("Benzene, 1-methyl-4-nitro-", "1-methyl-4-nitrobenzene", "form"),
        ("Methane, trichlorofluoro-, CFC-11", "CFC-11", "form"),
        ("Sulphur dioxide", "sulfur dioxide", "name"),
        ("Uranium-238", "U-238", "key"),
        ("Chromium VI", "chromium (VI)", "key"),
        (".alpha.-Pinene", "α-pinene", "name"),
        ("Particulates, < 2.5 um", "particles (PM2.5)", "usual name"),
        ("COD, Chemical Oxygen Demand", "chemical oxygen demand", "form"),
        ("Copper [Inorganic emissions to air]", "copper", "key"),
        ("Thorium (Th228)", "thorium-228", "form"),
        ("Selenious acid (H2SeO3)", "selenious acid", "form"),
        ("Carbon dioxide, fossil", "carbon dioxide (fossil)", "key"),
        ("Methane, non-fossil", "methane (biogenic)", "origin"),
        ("Calcium II", "calcium", "element"),
        ("Metals, total", "total metals", "form"),
        ("Amisulbrom", "amisulbrom (iso); 3-(3-bromo-6-fluoro-2-methylindol-1-ylsulfonyl)urea", "form"),
        ("GLYPHOSATE ISO. SALT", "Glyphosate isopropylamine salt", "short words"),
        ("TRIPHENYLTIN HYDROX.", "Triphenyltin hydroxide", "short words"),
        ("A. FLAVUS NRRL 21882", "Aspergillus flavus NRRL 21882", "short words"),
        ("BT KURSTAKI SA-11", "Bacillus thuringiensis, ssp. kurstaki strain SA - 11", "organism"),
    ],
)
def test_rule(source, target, rule):
    assert found(source, flowable(target), flowable("something else")) == (target, rule)


@pytest.mark.parametrize(
    ("source", "targets"),
    [
        ("COPPER CHLOR. HYD.", ["copper chloride hydrate", "copper chlorate hydrate"]),  # either may be meant
        ("POT. SALT", ["potassium sulfate"]),  # another whole word
        ("A. B.", ["aspergillus beta"]),  # says too little
        ("POTASSIUM. SALT OF", ["potassium salt"]),  # more words
        ("BT KURSTAKI SA-11", ["Bacillus thuringiensis ssp. kurstaki strain SA-12"]),  # another strain
        ("BT SA-11", ["BT SA 12"]),
    ],
)
def test_short_words_and_strains_are_not_guessed(source, targets):
    assert found(source, *(flowable(target) for target in targets)) is None


def test_material_is_not_what_it_contains():
    source = "Metamorphous rock, graphite containing"
    assert found(source, flowable("graphite"), former=["graphite"]) is None
    assert found(source, flowable(source)) == (source, "name")


def test_name_of_one_is_no_synonym_of_another():
    # The list has perlite with another number: what it calls rhyolite besides is not meant.
    perlite, rhyolite = flowable("Perlite", "93763-70-3"), flowable("Rhyolite", synonyms=["Perlite"])
    assert found("Perlite, in ground", perlite, rhyolite, cas="130885-09-5") is None


@pytest.mark.parametrize(
    ("source", "ion", "expected"), [("Tin, ion", "Tin(II)", "Tin"), ("Silver, ion", "Silver(I)", "Silver(I)")]
)
def test_ion_without_number_is_that_of_the_element_unless_there_is_but_one(source, ion, expected):
    assert found(source, flowable(ion), flowable(source.partition(",")[0])) == (expected, "element")


def test_cas_number_decides_where_names_do_not():
    assert found("Propyl alcohol", flowable("propan-1-ol", "71-23-8"), cas="71-23-8") == ("propan-1-ol", "cas")


def test_shared_cas_number_decides_nothing():
    twins = flowable("carbon dioxide (fossil)", "124-38-9"), flowable("carbon dioxide (biogenic)", "124-38-9")
    assert found("Carbonic anhydride", *twins, cas="124-38-9") is None


def test_wrong_check_digit_is_no_number():
    assert (cas_of("000071-23-8"), cas_of("71-23-9"), cas_of("1-1")) == ("71-23-8", "", "")


def test_thesaurus_needs_agreement():
    thesaurus = Thesaurus()
    thesaurus.add("Propyl alcohol", "71-23-8")
    target = flowable("propan-1-ol", "71-23-8")
    assert found("propyl alcohol", target, thesaurus=thesaurus) == ("propan-1-ol", "thesaurus")
    thesaurus.add("propyl alcohol", "67-63-0")
    assert found("propyl alcohol", target, thesaurus=thesaurus) is None


def test_formula_is_a_veto():
    target = flowable("xylite", synonyms=["oddity"], formula="C8H10")
    assert found("oddity", target, formula="C8H10") == ("xylite", "synonym")
    assert found("oddity", target, formula="C7H8") is None


def test_renamed_element_keeps_its_meaning():
    # ecoinvent 3.9 called "Aluminium" "Aluminium III" and left its UUID.
    targets = flowable("aluminium"), flowable("aluminium (iii)")
    assert found("Aluminium III", *targets, former=["Aluminium"]) == ("aluminium", "name")
    assert found("Aluminium III", *targets) == ("aluminium (iii)", "key")


# Pairs that string similarity takes for the same (reference B.6); none may be matched, by name or by a list's synonym.
TRAPS = [
    ("Bromomethane", "Bromoethane"), ("1-Tetradecane", "1-Tetradecene"), ("Uranium-238", "Uranium-236"), ("U-238", "U-235"),
    ("o-Nitrobenzoic acid", "p-Nitrobenzoic acid"), ("m-Xylene", "o-Xylene"), ("p-Xylene", "m-Xylene"), ("o-Cresol", "p-Cresol"),
    ("1,1,1-Trichloroethane", "1,1,2-Trichloroethane"), ("1,1-Dichloroethane", "1,2-Dichloroethane"),
    ("1,2-Dichloroethane", "1,2-Dichloroethene"), ("1,2-Dichlorobenzene", "1,4-Dichlorobenzene"),
    ("1,2,3-Trichlorobenzene", "1,2,4-Trichlorobenzene"), ("2,4-Dinitrotoluene", "2,6-Dinitrotoluene"),
    ("2,4-Dichlorophenol", "2,5-Dichlorophenol"), ("2,4,5-Trichlorophenol", "2,4,6-Trichlorophenol"),
    ("2-Chlorophenol", "4-Chlorophenol"), ("2-Nitroaniline", "3-Nitroaniline"), ("1-Butanol", "2-Butanol"),
    ("1-Propanol", "2-Propanol"), ("2-Methylpentane", "3-Methylpentane"), ("1-Methylnaphthalene", "2-Methylnaphthalene"),
    ("1-Pentene", "2-Pentene"), ("cis-2-Butene", "trans-2-Butene"), ("alpha-Endosulfan", "beta-Endosulfan"),
    ("alpha-Cypermethrin", "Cypermethrin"), ("alpha-Pinene", "beta-Pinene"), ("Methyl chloride", "Methylene chloride"),
    ("Ethylbenzene", "Methylbenzene"), ("Butane", "Butene"), ("Propane", "Propene"), ("Ethane", "Ethene"), ("Hexane", "Hexene"),
    ("Pentane", "Pentene"), ("Octane", "Octene"), ("Ethanol", "Methanol"), ("Ethanal", "Ethanol"), ("Propanal", "Propanol"),
    ("Chloroethane", "Chloroethene"), ("Fluoranthene", "Fluorene"), ("Anthracene", "Phenanthrene"), ("Benzo(a)pyrene", "Benzo(e)pyrene"),
    ("Benzo(b)fluoranthene", "Benzo(k)fluoranthene"), ("Chromium III", "Chromium VI"), ("Arsenic III", "Arsenic V"),
    ("Tin II", "Tin IV"), ("Iron II", "Iron III"), ("Cesium-134", "Cesium-137"), ("Iodine-129", "Iodine-131"),
    ("Cobalt-58", "Cobalt-60"), ("Plutonium-238", "Plutonium-239"), ("Strontium-89", "Strontium-90"), ("Xenon-133", "Xenon-133m"),
    ("Technetium-99", "Technetium-99m"), ("Krypton-85", "Krypton-85m"), ("Radium-226", "Radium-228"), ("Thorium-230", "Thorium-232"),
    ("Nitrate", "Nitrite"), ("Sulfate", "Sulfite"), ("Sulfide", "Sulfite"), ("Phosphate", "Phosphite"), ("Chlorate", "Chlorite"),
    ("Perchlorate", "Chlorate"), ("Hypochlorite", "Chlorite"), ("Sodium", "Sodium chloride"), ("Diquat", "Diquat dibromide"),
    ("Chlormequat", "Chlormequat chloride"), ("Mecoprop", "Mecoprop-P"), ("Metolachlor", "S-Metolachlor"), ("Haloxyfop", "Haloxyfop-P-methyl"),
    ("Carbon dioxide, biogenic", "Carbon dioxide (fossil)"), ("Methane, fossil", "Methane (biogenic)"),
    ("Carbon dioxide, land transformation", "Carbon dioxide (fossil)"), ("HCFC-123", "HCFC-124"), ("HFC-134", "HFC-134a"),
    ("CFC-11", "CFC-113"), ("PM10", "PM2.5"), ("Nitrogen", "Nitrogen dioxide"),
]  # fmt: skip


def test_there_are_enough_traps():
    assert len(set(TRAPS)) >= 77


@pytest.mark.parametrize(("source", "target"), TRAPS)
def test_trap(source, target):
    assert found(source, flowable(target)) is None
    assert found(target, flowable(source)) is None or (source, target) == ("Nitrogen", "Nitrogen dioxide")


ISOMERS = [p for p in TRAPS if p[0][0].isdigit() and p[0].lstrip("0123456789,-") == p[1].lstrip("0123456789,-")]


@pytest.mark.parametrize(("source", "target"), ISOMERS)
def test_a_wrong_synonym_or_number_of_the_list_does_not_lead_to_another_isomer(source, target):
    assert found(source, flowable(target, "71-23-8", synonyms=[source]), cas="71-23-8") is None


def test_several_are_ambiguous_and_all_are_kept():
    result = match("a", flowable("a", "71-23-8"), flowable("A", "67-63-0"))
    assert result.status == "ambiguous"
    assert len(result.candidates) == 2


@pytest.mark.parametrize(
    ("context", "place", "relation"),
    [
        ("air/unspecified", "1.3.4", "same"),
        ("Elementary flows/Emission to air/high population density", "1.3.1", "parent"),
        ("Emissions to air/low. pop.", "1.3.2", "same"),
        ("emission/air/troposphere/rural", "1.3.2", "same"),
        ("air/low population density, long-term", "1.3.5", "same"),
        ("water/ground-", "1.1.1", "parent"),
        ("water/ground-, long-term", "1.1.4", "parent"),
        ("air/indoor", "1.3.6", "same"),
        ("soil/agricultural", "1.2.3", "parent"),
    ],
)
def test_context(context, place, relation):
    row = match("a", flowable("a"), context=context).row
    assert (row.target.uuid, row.context_relation) == (f"a@{place}", relation)


def test_time_is_lost_where_the_list_has_no_long_term():
    row = match("a", flowable("a", places=["1.3.4"]), context="air/low population density, long-term").row
    assert row.context_relation == "lost"


def test_nothing_becomes_long_term_or_indoor():
    assert match("a", flowable("a", places=["1.3.5", "1.3.6"])).status == "no context"


@pytest.mark.parametrize(
    "context", ["water/unspecified", "soil/unspecified", "natural resource/in ground", "natural resource/in air"]
)
def test_media_are_not_crossed(context):
    assert match("a", flowable("a", places=["1.3.4"]), context=context).row is None


def test_unknown_compartment_matches_nothing():
    assert match("a", flowable("a"), context="somewhere").row is None


def test_dimension_that_does_not_fit_is_not_convertible():
    row = match("a", flowable("a", unit="MJ")).row
    assert row.factor == "N/A"


def test_unit_of_the_same_dimension_gives_the_factor():
    assert match("a", flowable("a", unit="g")).row.factor == "1000"


def test_compartments_agree_with_the_table_of_codes():
    for row in tables.rows("codes/compartments.csv"):
        node = resolve(row["path"], row["quantity"])
        own = ilcd_compartment(row["path"], row["quantity"])
        if node is not None and own is not None and own.id not in ("2", "3"):
            assert native(node, "ef31") == own.id, row["path"]


@pytest.mark.parametrize(
    ("one", "other", "factor"),
    [("m2*year", "m2*a", ""), ("t", "kg", "1000"), ("kg", "MJ", None), ("kBq", "Bq", "1000")],
)
def test_units(one, other, factor):
    assert factor_between(one, other) == factor


def test_keys_keep_digits_apart():
    assert key("1,1,2-x") != key("11,2-x")
    assert keys("Methane, bromo-, Halon 1001")[1:] == ("bromomethane", "halon1001")
