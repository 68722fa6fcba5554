"""Which two languages a data set is written in, and the codes of languages and countries that the XSD knows."""

from __future__ import annotations

from functools import cache

from lcabridge.model import Entity, base_language

_CODES = (
    "ab aa af sq am ar hy as ay az ba eu bn dz bh bi br bg my be km ca zh co hr cs da nl en eo et fo fa fj fi fr fy gl ka de"
    " el kl gn gu ha iw he hi hu is in id ia ie iu ik ga it ja jw kn ks kk rw ky rn ko ku lo la lv ln lt mk mg ms ml mt gv mi"
    " mr mo mn na ne no oc or om ps pl pt pa qu rm ro ru rw sa sg gd sr sh st tn sn sd si ss sk sl so es su sw sv tl tg ta tt"
    " te th bo ti to ts tr tk tw ug uk ur uz vi vo cy wo xh ji yi yo zu"
)

_COUNTRIES = (
    "AF AL DZ AS AD AO AI AQ AG AR AM AW AU AT AZ BS BH BD BB BY BE BZ BJ BM BT BO BA BW BV BR IO BN BG BF BI KH CM"
    " CA CV KY CF TD CL CN CX CC CO KM CG CK CR CI HR CU CY CZ DK DJ DM DO TP EC EG SV GQ ER EE ET FK FO FJ FI FR FX"
    " GF PF TF GA GM GE DE GH GI GR GL GD GP GU GT GN GW GY HT HM HN HK HU IS IN ID IR IQ IE IL IT JM JP JO KZ KE KI"
    " KP KR KW KG LA LV LB LS LR LY LI LT LU MO MK MG MW MY MV ML MT MH MQ MR MU YT MX FM MD MC MN MS MA MZ MM NA NR"
    " NP NL AN NC NZ NI NE NG NU NF MP NO OM PK PW PA PG PY PE PH PN PL PT PR QA RE RO RU RW KN LC VC WS SM ST SA SN"
    " SC SL SG SK SI SB SO ZA ES LK SH PM SD SR SJ SZ SE CH SY TW TJ TZ TH TG TK TO TT TN TR TM TC TV UG UA AE GB US"
    " UM UY UZ VU VA VE VN VG VI WF EH YE CS CD ZM ZW"
)


@cache
def countries() -> frozenset[str]:
    """Return the country codes that the XSD knows (ISO 3166 of 2002)."""
    return frozenset(_COUNTRIES.split())


@cache
def codes() -> frozenset[str]:
    """Return the codes that the XSD knows (ISO 639-1 of 2002)."""
    return frozenset(_CODES.split())


def choose(entity: Entity) -> tuple[str, str]:
    """Return the language of a data set and its local language: English if its name has it, and the next one.

    A data set without a second language names the first one twice.
    """
    tags = [tag for tag in entity.name if tag in codes()]
    language = "en" if "en" in tags or not tags else tags[0]
    local = next((tag for tag in tags if tag != language), language)
    return base_language(language), local
