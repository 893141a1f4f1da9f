"""Whether two names of quantities mean the same thing: a score from 0 to 1.

A name is read as its head (强度, 寿命, 温度 …) and what qualifies it. Names with the same head and different qualifiers
are different things (抗拉强度, 结合强度), a bare head may be any of them (硬度, 显微硬度), and a table of concepts
gathers what engineers call by several names. The caller adds the vocabulary's synonyms.
"""

import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from matchmaking.matching.units import fold

Synonyms = Callable[[str, str], float]
"""How far a vocabulary takes two names for the same thing: 1 the same, 0 nothing known."""

SAME, DIFFERENT = 1.0, 0.2

_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_NOISE = re.compile(r"[\s_\-·/,;:。、\"'“”‘’]+")
_MODIFIERS = re.compile(
    "实测|典型|平均|额定|标称|名义|设计|目标|要求|技术|主要|单项|产品|样品|样机|整机|本|该|总体|综合|理论|有效|连续|长期|持续|可|达到|稳定|正常|一般|指标|参数|数值|大小|水平|性能值"
)
_ENDINGS = re.compile(r"(?:的)?(?:值|指标|参数|要求|大小|情况)$")

# Each line of the file gathers what is said for one quantity; a name on one line is never another line's quantity.
_CONCEPTS = (Path(__file__).parent / "quantity_names.txt").read_text(encoding="utf-8")

_HEADS = re.compile(
    r"(强度|硬度|色牢度|温度|温升|寿命|精度|误差|公差|粗糙度|效率|速度|转速|速率|时间|次数|电压|电流|电阻率|电阻|压力|扭矩|力矩|能力|成本|价格|单价|厚度|长度|直径|宽度|高度|"
    r"重量|质量|功率|频率|系数|等级|含量|浓度|密度|粘度|黏度|流量|距离|面积|体积|容量|周期|噪声|噪音|角度|波长|灵敏度|范围|泄漏率|泄漏量|率|量|比|度|数|力|性)$"
)
_CHANGE = re.compile(r"提高|提升|增加|增长|增强|降低|减少|下降|缩短|节约|节省|节电|减小|改善|降幅|升幅|降本|延长")
_OPPOSITES = """
最低/最高 最小/最大 低温/高温 输入/输出 进口/出口 入口/出口 充电/放电 吸合/释放 开启/关闭 误/漏 干/湿 径向/轴向
纵向/横向 经向/纬向 上限/下限 待机/满载 体积/质量 内/外 正向/反向 动/静 初始/保持 储存/工作 存储/工作 贮存/工作
左/右 阴/阳 短路/额定 绝对/相对 进水/出水 脂肪/蛋白
"""
_PAIRS = [pair.split("/") for pair in _OPPOSITES.split()]
_NEGATIONS = ("不", "非", "无", "漏", "误", "未")


def _fold_name(name: str) -> str:
    folded = fold(str(name or ""))[:80].lower()
    folded = _BRACKETS.sub("", folded)
    return _NOISE.sub("", folded)


_CONCEPT_OF: dict[str, int] = {}
for _number, _line in enumerate(_CONCEPTS.splitlines()):
    for _word in () if _line.startswith("#") else _line.split():
        _CONCEPT_OF.setdefault(_fold_name(_word), _number)


@lru_cache(maxsize=16384)
def _parts(name: str) -> tuple[str, str, str, int | None]:
    """The folded name, its head, its qualifier and the number of its concept."""
    folded = _fold_name(name)
    bare = _ENDINGS.sub("", _MODIFIERS.sub("", folded)) or folded
    concept = _CONCEPT_OF.get(folded, _CONCEPT_OF.get(bare))
    if concept is None and len(bare) > 3:
        # The longest concept that the name ends with: 阀座涂层结合强度 is a 结合强度.
        for start in range(1, len(bare) - 1):
            concept = _CONCEPT_OF.get(bare[start:])
            if concept is not None and len(bare) - start >= 3:
                break
            concept = None
    head = _HEADS.search(bare)
    if not head:
        return bare, "", bare, concept
    return bare, head.group(1), bare[: head.start()], concept


def _grams(text: str) -> Counter[str]:
    latin = re.findall(r"[a-z0-9.%]+", text)
    rest = re.sub(r"[a-z0-9.%]+", " ", text)
    pairs = [run[i : i + 2] for run in rest.split() for i in range(len(run) - 1)]
    return Counter([*rest.replace(" ", ""), *pairs, *latin])


def likeness(one: str, other: str) -> float:
    """The Dice coefficient of characters and pairs of characters, Latin words kept whole."""
    left, right = _grams(one), _grams(other)
    total = sum(left.values()) + sum(right.values())
    return 2 * sum((left & right).values()) / total if total else 0.0


def _opposed(one: str, other: str) -> bool:
    if bool(_CHANGE.search(one)) != bool(_CHANGE.search(other)):
        return True
    for low, high in _PAIRS:
        for first, second in ((low, high), (high, low)):
            if first in one and first not in other and second in other and second not in one:
                return True
    return any(
        (mark in one) != (mark in other) and one.replace(mark, "") == other.replace(mark, "") for mark in _NEGATIONS
    )


@lru_cache(maxsize=65536)
def _own_score(one: str, other: str) -> float:
    first, first_head, first_rest, first_concept = _parts(one)
    second, second_head, second_rest, second_concept = _parts(other)
    if not first or not second:
        return 0.0
    if first == second:
        return SAME
    if _opposed(first, second):
        return DIFFERENT
    if first_concept is not None and first_concept == second_concept:
        return 0.95 if first in _CONCEPT_OF and second in _CONCEPT_OF else 0.85
    if first_concept is not None and second_concept is not None:
        return DIFFERENT
    if first_head and first_head == second_head:
        if not first_rest or not second_rest:
            # 硬度 may be 显微硬度; 率, 度 or 性 alone say nothing.
            return 0.75 if len(first_head) >= 2 else 0.3
        if first_rest in second_rest or second_rest in first_rest:
            return 0.85
        alike = likeness(first_rest, second_rest)
        return 0.55 + 0.4 * alike if alike >= 0.4 else DIFFERENT + 0.5 * alike
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) >= 2 and shorter in longer:
        return 0.8 if longer.startswith(shorter) or len(shorter) >= 3 else 0.65
    return 0.85 * likeness(first, second)


def similarity(one: str, other: str, synonyms: Synonyms | None = None) -> float:
    """How surely two names mean the same quantity, from 0 to 1; symmetric.

    `synonyms` may only raise the score: a vocabulary knows names that this module does not.
    """
    first, second = sorted((one or "", other or ""))
    score = _own_score(first, second)
    if synonyms is not None and score < 0.95:
        score = max(score, min(1.0, float(synonyms(one, other))))
    return score
