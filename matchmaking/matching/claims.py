"""Whose figure a text speaks of, and whether it is reached: read from the words around the figure.

A sentence names what others reach, what is required, planned or missed, and what was reached once at best. None of
these is what the achievement can do, and taking it for that would be the worst mistake of a comparison.
"""

import re

OTHERS, PLANNED, MISSED = "others", "planned", "missed"

_THINGS = "工艺|方法|办法|技术|涂层|产品|材料|设备|方案|系统|算法|模型|结构|装置|做法|检测|人工|水平|样品"
# What is compared with, replaced or caught up with is only mentioned.
_NOT_AFTER = ("与", "和", "比", "较", "对于", "替代", "取代", "代替", "优于", "超过", "高于", "低于", "达到", "打破")
_MENTIONED = "".join(f"(?<!{word})" for word in _NOT_AFTER)
_OTHERS = re.compile(
    rf"{_MENTIONED}(?:(?:传统|常规|普通|一般|现有|原有|旧|以往)的?[^,，;；。]{{0,6}}?(?:{_THINGS})"
    r"|(?:国外|国内外|进口|市售|市面|(?<!外)(?<!内)(?<!口)(?<!售)(?<!面)同类|竞品)(?!垄断|封锁|替代|依赖)"
    r"|对照组|对比例|对比样|空白样|未改性|未处理"
    r"|(?:改进|改造|改性|优化|处理)前"
    r"|(?<!满足)(?<!符合)(?:[A-Z]{2,}(?:/T)?[\s\d.-]{2,14}|标准|国标|行标|客户|用户|主机厂|业主|规范|合同|招标)[^,，;；。\d]{0,8}(?:要求|规定)(?![,，;；。、下的]))(?!相比|相较)"
)
_OWN = re.compile(
    r"本(?:成果|项目|技术|产品|品|团队|涂层|材料|方案|系统|装置|发明|方法|工艺|课题|研究)|我们|我司|我校|该(?:成果|产品|技术|涂层|材料)|"
    r"新(?:工艺|涂层|型|材料|产品)|样机|自研|(?:提高|提升|升高|增加|增|降低|降|缩短|减少|减|压缩|做)(?:到|至)|(?:改进|改造|改性|优化|处理)后|"
    r"目前做到|现做到|实测"
)
_PLANS = re.compile(
    r"预计|预期|计划|有望|可望|力争|争取|下一步|未来|(?<!模)拟(?!合|态|人|定)|在研|待验证|规划|设计值|设计指标|理论(?:值|上|计算|分析)|"
    r"目标(?!检测|识别|跟踪|物|函数|分割|区域|定位)|(?:仿真|模拟|计算)(?:表明|结果|显示|得到|预测|值)|估算|推算|推测"
)
_REACHED = re.compile(
    r"实测|实际|已经?达|检测(?:表明|结果|为)|测得|试验(?:表明|结果)|经[^,，;；。]{0,8}(?:检测|测试|验证)"
)
_MISSED = re.compile(
    r"(?:尚未|还未|仍未|并未|未能|没有|没能|未|无法|难以|不能|不足以)(?:够|能)?(?:稳定)?(?:达到|达|实现|做到|满足|突破)[^,，;；。\d]{0,14}$|"
    r"达不到[^,，;；。\d]{0,14}$"
)
_DIFFERENCE = re.compile(
    r"(?:比|较)[^,，;；。\d]{0,14}(?:高|低|多|少|大|小|快|慢|长|短|强|轻|重|粗|细|厚|薄|深|浅|宽|窄)(?:出|了|约|近|达)?\s*$"
)
_AFTERWARDS = re.compile(r"^\s*的?[^,，;；。\d]{0,6}(?:进口|国外|同类|竞品|市售)")
_AT_BEST = re.compile(r"最高|最大|最多|最快|最好|最优|最佳|最低|最小|最少|最短|峰值|瞬时|短时|极限|个别|最长")
# Which of these words flatter an offer when more, or when less, is wanted.
BRIEF = frozenset(["瞬时", "短时", "个别", "峰值"])
_GOOD = BRIEF | frozenset(["最快", "最好", "最优", "最佳"])
FLATTERS = {
    "lower": _GOOD | frozenset(["最高", "最大", "最多", "极限", "最长"]),
    "upper": _GOOD | frozenset(["最低", "最小", "最少", "最短"]),
}


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Where the last match of a pattern ends; -1 without one."""
    return max((match.end() for match in pattern.finditer(text)), default=-1)


def standing(before: str, after: str) -> str:
    """OTHERS, PLANNED or MISSED for a figure that the achievement does not reach (yet); else "".

    `before` and `after` are the parts of its sentence. Whoever was named last is the one spoken of.
    """
    if _MISSED.search(before):
        return MISSED
    if _DIFFERENCE.search(before) or _AFTERWARDS.search(after):
        return OTHERS
    others = _last(_OTHERS, before)
    if others > _last(_OWN, before):
        return OTHERS
    return PLANNED if _last(_PLANS, before) > max(_last(_REACHED, before), others) else ""


def at_best(clause: str) -> str:
    """The word by which a clause says that a figure is reached at best (最高, 瞬时 …); "" for none."""
    found = _AT_BEST.search(clause)
    return found.group() if found else ""


def is_only_planned(condition: str) -> bool:
    """Whether what stands beside a measured value says that it was computed or is to come."""
    return bool(_PLANS.search(condition)) and not _REACHED.search(condition)
