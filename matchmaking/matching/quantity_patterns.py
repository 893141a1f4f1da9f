"""The patterns by which numbers, operators, units and conditions are recognised in running text."""

import re
from functools import lru_cache

from matchmaking.matching import unit_names as names


def _each(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _words(text: str) -> str:
    """Alternatives of a pattern, longest first, from words separated by blanks."""
    return "|".join(re.escape(word) for word in sorted(text.split(), key=len, reverse=True))


NUM = r"[-+]?\d+(?:,\d{3})+(?:\.\d+)?|[-+]?\d+(?:\.\d+)?"
NUMBER = re.compile(
    rf"(?P<number>1(?=0\^[-+]?\d)|{NUM})"
    r"(?:\s*[×xX·]\s*10\s*\^?\s*(?P<power>[-+]?[1-9]\d?)(?![\d.])|[eE](?P<exponent>[-+]?\d{1,2})(?![\dA-Za-z])"
    r"|(?<=1)0\^(?P<alone>[-+]?\d{1,2})(?![\d.]))?"
    r"(?:\s*(?P<big>万亿|千万|百万|十万|亿|万|千(?![瓦克米帕伏安牛赫卡焦欧兆])|百(?!帕)))?\s*多?余?"
)


NOT = """
    不 不能 不能够 不可 不可以 不得 不应 不应该 不宜 不允许 不许 不准 不要 不会 不再 未 没有 没
"""


def _negated(text: str) -> str:
    """Every usual "not" before every word: 不得超过 is a limit from above, although 超过 is one from below."""
    return " ".join(one + word for one in NOT.split() for word in text.split())


LOWER = _words(
    _negated("低于 小于 少于 短于")
    + """
    大于或等于 大于等于 高于或等于 高于等于
    至少为 至少 最少 最低为 ≥ >= ≧ ⩾ 优于 高于 大于 超过 多于 长于 突破 超 >
"""
)
UPPER = _words(
    _negated("高于 大于 超过 超出 超 多于 长于")
    + """
    小于或等于 小于等于 低于或等于 低于等于 至多为 至多 最多为 最多 ≤ <= ≦ ⩽ 低于 小于 少于 短于 不足 <
"""
)
LOWER += r"|(?:at least|no less than|not less than|more than|above|over|exceeding|exceeds)(?=\s)"
UPPER += r"|(?:at most|no more than|not more than|less than|below|under|up to|within)(?=\s)"
ABOUT = _words("大约为 大约 约为 约 接近 左右 ~ ≈ 近")
BEFORE = re.compile(
    rf"(?:(?P<high>{UPPER})|(?P<low>{LOWER})|(?P<about>{ABOUT})|(?P<tolerance>±|\+/-|正负))\s*(?:为|是|在|到|有)?\s*$"
)
AFTER = re.compile(
    r"\s*\)?\s*(?:(?P<low>以上|及以上|或以上|或更高|起)|(?P<high>以下|及以下|或以下|或更低|以内|之内|内(?=[,。;、\s)]|$))"
    r"|(?P<about>左右|上下))"
)
JOIN = re.compile(r"\s*(?:~|-{1,2}|至|到|…)\s*(?=[-+]?\d)")
# 30 +0.02/-0.01 mm: how far it may be above and below.
ABOVE_BELOW = re.compile(r"\s*\+\s*(?P<above>\d+(?:\.\d+)?)\s*/\s*-\s*(?P<below>\d+(?:\.\d+)?)")
# 10-6 Pa·m3/s: a power of ten whose raised sign was lost.
LOST_POWER = re.compile(
    r"10-(?P<power>[1-9]|1\d)(?=\s*(?:Pa|mbar|atm|torr|Torr)\s*[·.*]?\s*(?:m\^?3|L|l|cm\^?3|cc)\s*/\s*s)"
)
PLUS_MINUS = re.compile(r"\s*(?:±|\+/-)\s*(?P<number>\d+(?:\.\d+)?)")
BELOW_ZERO = re.compile(r"(?:零下|负)\s*$")
WITHIN = re.compile(r"(?:控制|稳定|保持|限制)在\s*(?:±)?\s*$")

# What stands between the name of a quantity and its number, and what stands before the name.
TAIL = re.compile(
    "(?:"
    + _words("""
        要求 需要 需 应 须 必须 能够 可以 可 已经 已 均 都 将 也 仍 还 并 且 又 则 只 仅 就 分别 实测 实际
        预计 目标 达到了 达到 可达 达 为 是 在 于 至 到 降至 降到 降低至 降低到 减至 减少至 减少到 缩短至
        缩短到 提升至 提升到 提高至 提高到 增至 增加至 增加到 升至 升高到 控制在 稳定在 保持在 限制在 设定为 有
        了 的 : = 具有 约 目前 测得
    """)
    + r"|(?<![产性功节智储效])能|\s|\x00)+$"
)
HEAD = re.compile(
    r"^(?:[\s\d.、)(\x00]+|"
    + _words("""
        并且 而且 同时 此外 其中 另外 以及 因此 所以 例如 使得 使 让 将 把 其 该 此 且 并 则 而 和 及 能够 能
        可以 可 实现 要求 需要 需 确保 保证 满足 具有 具备 目前 现有 经检测 经测试 经第三方检测 经过 检测 测得
        实测 制得 得到 获得 下 时 条件下 环境下 工况下 之下 后 的 以上 以下 以内 左右 要 但 即 至 或
    """)
    + ")+"
)
ENGLISH_FILLER = re.compile(
    r"^(?:\s*\b(?:the|a|an|its|and|with|of|has|have|shall|must|should|be)\b)+|"
    r"(?:\b(?:is|are|was|be|of|to|has|reaches|reach|reached|must|shall|should)\b\s*)+$",
    re.IGNORECASE,
)
CLAUSE_END = re.compile(r"[,;。!?、\n\t|()\[\]]")
SENTENCE = re.compile(r"[^。!?;\n\r]+[。!?;]?")
CONDITION_AFTER = re.compile(
    r"\s*(?:的)?(?:高温|低温|温度|环境|压力|电压|载荷|负载|负荷|频率|转速|工况|介质|盐雾|水|油|条件|饱和蒸汽)*"
    r"(?:之下|下|时(?![间长])|处|后(?![续期备来处]))(?![降游垂滑限料])"
)
FROM_TO = re.compile(r"(?:由|从)[^由从,;。]*\d[^由从,;。]*(?:到|至|为)了?\s*约?\s*$")
FROM = re.compile(r"(?:由|从|自)(?:原来的?|目前的?|现有的?|以前的?|传统的?)?(?:平均)?(?:约)?\s*$")
CHANGED_TO = re.compile(r"\s*(?:以上|以下|左右)?\s*(?:降|减|缩|提|增|升|上升|下降|变|改|压缩|压)")
POSSESSIVE = re.compile(r"\s*(?:以上|以下|左右|以内)?的\s*([^\s,。;、:()\d]{2,10})")

_STANDARD = (
    r"(?<![A-Za-z])(?:(?:GB|JB|HG|QB|SY|NB|DL|YY|QC|FZ|SJ|CJ|JT|HJ|DB\d*)(?:/[TZ])?|GBJ|JJG|JJF|T/[A-Z]+|"
    r"ISO(?:/[A-Z]+)?|IEC|ASTM|ASME|ANSI|API|EN|DIN|JIS|BS|UL(?!\s*-?\s*94)|FCI|SATRA|AATCC|CISPR|SAE|VDA|MIL-STD)"
    r"[\s-]*(?:[A-Z]{1,3}\s?-?)?\d[\d.]*(?:-\d{1,4})*(?![\d])"
)
STANDARD = re.compile(_STANDARD)
_LENGTH = r"(?:mm|cm|m|μm|毫米|厘米|米)"
MASK = re.compile(
    r"ZL\s?[\dX.\s]{9,}|(?<![A-Za-z])(?:CN|US|EP|WO)\s?\d{6,}(?:\.\d)?\s?[A-Z]?\d?|"
    + _STANDARD
    + r"|(?:19|20)\d{2}\s*年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*[日号])?)?|(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}"
    r"|(?:19|20)\d{2}(?=\s*[-~至到]\s*(?:19|20)\d{2}\s*年)|(?<![\d.])\d{1,2}\s*月\s*\d{1,2}\s*[日号]|第\s*\d+"
    r"|(?<!\d)1\d{10}(?!\d)|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)"
    rf"|\d+(?:\.\d+)?\s*{_LENGTH}?\s*[×xX*]\s*\d+(?:\.\d+)?\s*{_LENGTH}?\s*[×xX*]\s*\d+(?:\.\d+)?\s*{_LENGTH}"
    rf"|\d+(?:\.\d+)?\s*{_LENGTH}\s*[×xX*]\s*\d+(?:\.\d+)?\s*{_LENGTH}"
    r"|(?<![\d.])[1-9]0?\d?\s*[A-Z](?=\s*(?:打印|显示|技术|通信|网络|视频|扫描|建模|模型|视觉|曲面|成像))"
    r"|(?<!\d)\d{3,4}L(?![A-Za-z0-9/])|\d+A?级(?=景区|市|联赛)|(?<=\d)#"
)
LIST_NUMBER = re.compile(r"(?:^|(?<=[。;:\n]))\s*[(\[]?\d{1,2}(?:\.\d{1,2}){0,2}(?:[、)\]]|\.(?!\d))", re.MULTILINE)
SIZE = re.compile(r"(?<![A-Za-z])(?:DN|PN|NPS)\s?-?\d+(?:\s*[~-]\s*(?:DN|PN)?\s?\d+)?(?![A-Za-z])")
STATE = re.compile(
    r"(常温|室温|高温|低温|真空|满载|空载|湿态|干态|额定负载|额定工况|浸水|暗室)(?:状态|条件|环境|工况)?(?:之?下|时|(?=\)))"
)

# A scale or parameter written before its number: HRC 58–62, Ra0.8, pH 6~9.
SCALE_FIRST = re.compile(
    rf"(?<![A-Za-z])(?:(?P<first>{UPPER}|{LOWER}|{ABOUT})\s*(?:为|到)?\s*)?(?<![A-Za-z])"
    r"(?P<scale>HRC|HRA|HRB|HBW|HB|HV|R[azq]|pH|PH|Cpk|CPK|UPF|邵氏硬度[ACD]|邵氏[ACD]|邵[ACD]|Shore\s?[ACD])"
    rf"(?P<load>(?<=HV)(?:0\.\d+|1|2|3|5|10|20|30|50|100)(?=\s*[≥≤><:=不大小超至]|\s+\d))?\s*(?:值|为|[:=])?\s*(?P<op>{UPPER}|{LOWER}|{ABOUT}|±)?\s*"
    rf"(?P<low>{NUM})(?:\s*(?:~|-|至|到)\s*(?P<high>{NUM})|\s*(?:±|\+/-)\s*(?P<around>\d+(?:\.\d+)?))?(?:\s*(?P<unit>μm|um|微米))?(?P<after>以上|以下|以内)?"
)
GRADE = re.compile(
    r"(?<![A-Za-z])(?:IP\s?[\dX][\dX]K?|(?:UL\s*-?\s*94\s*-?\s*)(?:V\s?-?\s?[012]|HB|5V[AB]?)|V-[012](?!\d)|SIL\s?[1-4]"
    r"|[A-H]{1,2}\s?级|(?:VI|IV|V|III|II)\s?级|ASIL\s?-?\s?[ABCD]|Ex\s?d[a-z]*\s*II[ABC](?:\s*T[1-6])?)(?![A-Za-z\d])"
)
BARE_NAME = re.compile(
    r"(?:系数|折射率|指数|比|阿贝数|Cpk|CPK|AUC|IoU|mAP|F1|F1值|信噪比|因数|倍率|孔径|NA|MOS分|pH|pH值|SNR)$"
)

# In running text a single letter or a very common character is rarely a unit (5G, 3D, 两方): these are not read.
_RISKY = _each("""
    a G D P C F H S B U M r X 方 道 里 特 开 节 名 位 单 类 种 路 户 批 对 时 块 月 日 寸 卡 焦 欧 赫 泊 旦 巴
    埃 圈 回 幅 副 瓶 盒 袋 包 箱 尾 株 棵 笔 in var den mil mu wk mon lb gal bit rev 等级 成 立方 平方 洛氏
    维氏 布氏 HA HC HD HS 角度
""")
# … but they may stand inside a compound: 万元/月, g/(m²·d).
_ONLY_INSIDE = _each("""
    m K h d a s g 分 时 日 月 台 人 r C F T m3 kg □ 安 伏 瓦 对 批 箱 瓶 袋 盒 包 亩 D 位 单 方 户 路 圈 周
""")


@lru_cache(maxsize=1)
def unit_pattern() -> re.Pattern[str]:
    """The longest unit at a place in running text, compounds included."""
    words = set(names.WORDS) | set(names.COUNTED) | set(names.MONEY) | set(names.SYMBOLS) | set(names.RATIOS)
    words |= (
        set(names.SCALES)
        | set(names.DECIBELS)
        | set(names.TEMPERATURES)
        | set(names.ANGLES)
        | {"度", "r/min", "r/s", "rev/min"}
    )
    for symbol, (_, prefixes) in names.SYMBOLS.items():
        words |= {prefix + symbol for prefix in prefixes}
    words -= _RISKY
    inside = words | _ONLY_INSIDE
    atom, part = ("|".join(re.escape(word) for word in sorted(some, key=len, reverse=True)) for some in (words, inside))
    power = r"(?:\^?[-+]?\d(?:/2)?(?![\d.]))?"
    # 85 ℃/85%RH are two figures, not one unit.
    factor = rf"(?!\d+\s*(?:%|°))\d{{0,3}}(?:{part}){power}"
    group = rf"\({factor}(?:\s*[·/.*]\s*{factor})*\)"
    return re.compile(
        rf"\s*(?P<unit>(?:HV\s?\d+(?:\.\d+)?|HK\s?\d+(?:\.\d+)?|(?:{atom}){power}"
        rf"(?:\s*(?:[/·*]|每)\s*(?:{group}|{factor}))*))(?![A-Za-z])"
    )
