"""What speaks for an undeclared encoding: Chinese text in GB18030, western text in windows-1252."""

from __future__ import annotations

import re
from collections import Counter

# Characters that make up most of running Chinese and of LCA names. Text of another encoding that happens
# to decode as GB18030 (Big5, EUC-KR, Shift-JIS, UTF-8) yields rare characters instead.
_COMMON = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法"
    "学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业"
    "外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东"
    "声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命"
    "山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万"
    "取拉格望觉术领共确传师观清今切院让识候带导争运铁煤油燃料炭碳氧氢氮硫磷氟氯钠钾钙镁铝铜锌铅锡镍铬锰汞镉砷硅钢材木竹纸塑胶橡纤维玻"
    "璃陶瓷砖泥沙石灰土壤废弃弃物排放源能热蒸汽汽柴煤焦炉窑锅炉风核太阳光伏输配网变压缩机车船航空铁公吨千克升米立方平方厘焦瓦时酸碱盐苯"
    "甲乙丙丁醇醛酮酯醚烷烯炔胺烃聚树脂溶剂粉尘颗粒物悬浮温室效应因子系数清单足迹核算标准方法模型输入输出单元过程组流参考属性联系人来源"
    "数据集质量代表版本描述摘要注释备份参数影响评价类别毒人淡海富营养臭氧层耗竭全球变暖潜势使用消耗占用转化农林森草地城市大气排入向低高人"
    "口密度长期未指定非短饮料食品肉牛猪羊鸡奶蛋鱼稻麦玉米豆棉花菜果糖茶酒肥药种植养殖加工制造生产运输仓储包装回收处理填埋焚烧堆再生循环"
    "中国北京上海天津重庆广东江苏浙山河南湖四川福安徽辽吉黑龙陕甘肃青宁夏新疆内蒙古西藏贵云桂琼台港澳省市县区华有限公司厂部院大学研究所"
)
_SAMPLE = 200_000
_LEVEL_1 = range(0xB0, 0xD8)  # GB 2312 rows of the 3,755 most frequent characters, in order of pronunciation


def is_chinese(text: str) -> bool:
    """Return whether text decoded as GB18030 reads like Chinese, judged by how frequent its characters are."""
    counts = Counter(character for character in text[:_SAMPLE] if character > "\x7f")
    total = sum(counts.values())
    han = level_1 = common = odd = 0
    for character, count in counts.items():
        if "\u4e00" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff":
            han += count
            level_1 += count * _in_level_1(character)
            common += count * (character in _COMMON)
        elif not _fits_chinese(character):
            odd += count
    if not han or odd > 0.05 * total:
        return False
    # Few characters prove little, so that more of them must be common.
    return level_1 >= 0.8 * han and common >= (0.5 if han < 6 else 0.3) * han


def is_utf8_by_chance(data: bytes, text: str) -> bool:
    """Return whether bytes that decode as UTF-8 are short Chinese in GB18030.

    Two GB bytes can be one UTF-8 character below U+0800 (the name of water is one of them); three never
    fit by chance for long. Western letters in UTF-8 read as GB18030 give characters that are not frequent.
    """
    if _BEYOND_TWO_BYTES.search(text):
        return False
    try:
        return is_chinese(data.decode("gb18030"))
    except UnicodeDecodeError:
        return False


def is_western(data: bytes) -> bool:
    """Return whether bytes read like western text in windows-1252: accents within words, unit signs.

    Every byte above 7F must make sense where it stands; one that does not (a superscript between letters,
    a row of them) speaks for another encoding. Quotation marks and dashes alone prove nothing.
    """
    try:
        text = f" {data.decode('cp1252')} "
    except UnicodeDecodeError:
        return False
    if _LONG_RUN.search(text) or not _IMPLAUSIBLE.isdisjoint(text):
        return False
    proofs = [_proof(text[found.start() - 1], found.group(), text[found.end()]) for found in _HIGH.finditer(text)]
    return None not in proofs and True in proofs


def _proof(before: str, character: str, after: str) -> bool | None:
    """Return whether a character proves western text where it stands; None if it speaks against it."""
    if character in "²³¹":
        return True if _ends_unit(before) and not after.isalpha() else None
    if character == "µ":
        return True if after in _MICRO_UNITS and not before.isalpha() else None
    if character == "°" and after in "CFK" and before in " 0123456789":
        return True
    if character.isalpha():
        return _letter_proof(before, character, after)
    return None if character in _BRACKETS and before.isalpha() and after.isalpha() else False


def _letter_proof(before: str, character: str, after: str) -> bool | None:
    # Capitals stand first in a word or among capitals; a ligature is never last.
    if (character.isupper() and before.islower()) or (character in "œŒ" and not _is_ascii_letter(after)):
        return None
    if character not in "ªº" and (_is_ascii_letter(before) or _is_ascii_letter(after)):
        return True
    if character in "ªº":
        return False if before.isdigit() else None
    alone = before in " '(" and after in " ,.)"
    return False if alone or before.isalpha() or after.isalpha() else None


_MICRO_UNITS = frozenset("gmlLsSMAVWJPTBF")
_BRACKETS = frozenset("‹›«»„“”®©™°±÷×½¼¾¿¡")
_HIGH = re.compile(r"[^\x00-\x7f]")
_BEYOND_TWO_BYTES = re.compile(r"[^\x00-\u07ff]")
_LONG_RUN = re.compile(r"[^\x00-\x7f]{4}")
_IMPLAUSIBLE = frozenset("¤¦¨¬¯¸ƒˆ˜¶¥¢‚‡þðÞÐ")


def _in_level_1(character: str) -> bool:
    try:
        return character.encode("gb2312")[0] in _LEVEL_1
    except UnicodeEncodeError:
        return False


def _fits_chinese(character: str) -> bool:
    """Punctuation, full-width forms, Greek, symbols; not kana, hangul, Cyrillic, box drawing or private use."""
    return (
        character <= "\u03c9"
        or "\u2010" <= character <= "\u22ff"
        or "\u2460" <= character <= "\u249b"
        or "\u3000" <= character <= "\u3017"
        or "\u3300" <= character <= "\u33ff"
        or "\uff01" <= character <= "\uffee"
    )


def _is_ascii_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _ends_unit(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character in ")] ")
