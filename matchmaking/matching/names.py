"""Whether two names of quantities mean the same thing: a score from 0 to 1.

A name is read as its head (强度, 寿命, 温度 …) and what qualifies it. Names with the same head and different qualifiers
are different things (抗拉强度, 结合强度), a bare head may be any of them (硬度, 显微硬度), and a short table of concepts
gathers what engineers call by several names. The caller adds the vocabulary's synonyms.
"""

import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache

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

# Each line gathers what is said for one quantity; a name on one line is never the quantity of another line.
_CONCEPTS = """
抗拉强度 拉伸强度 断裂强度 抗张强度 极限强度 Rm
屈服强度 规定塑性延伸强度 规定非比例延伸强度 Rp0.2 Rp02
结合强度 粘结强度 粘接强度 粘合强度 界面强度 涂层结合力 结合力 膜基结合力 胶接强度
剥离强度 剥离力 抗剥离强度
附着力 涂层附着力 漆膜附着力 划格附着力
抗压强度 压缩强度 耐压强度
抗弯强度 弯曲强度 抗折强度
剪切强度 抗剪强度
撕裂强度 撕裂力 抗撕裂强度 抗撕裂性
冲击强度 冲击韧性 冲击功 缺口冲击强度 抗冲击强度 冲击吸收能量
疲劳强度 疲劳极限
绝缘强度 介电强度 击穿强度 电气强度 击穿场强
电寿命 电气寿命 电气耐久性 电耐久性
机械寿命 机械耐久性
启闭寿命 开关寿命 动作寿命 开闭寿命 启闭次数 动作次数 开关次数 操作寿命 启闭循环次数
循环寿命 充放电循环次数 循环次数 充放电寿命 循环性能
疲劳寿命 疲劳次数
耐折次数 耐折性 耐曲折次数 耐弯折次数 耐屈挠次数 曲挠次数 耐折性能 耐屈挠性 弯折次数
刀具寿命 刀具耐用度
使用寿命 服役寿命 工作寿命 设计寿命 无故障运行时间 平均无故障时间 MTBF
工作温度 使用温度 运行温度 适用温度 工作温度范围 使用温度范围 耐温 耐高温 耐热温度 耐温性能 耐受温度 工作环境温度 环境温度 服役温度 介质温度 适用介质温度 耐温范围 最高使用温度 最高工作温度
存储温度 储存温度 贮存温度
温升 触头温升 端子温升 接线端子温升 温度升高
温差 温度均匀性 温度不均匀性 温度一致性
控温精度 温控精度 温度控制精度 温度波动 温度波动度
热变形温度 HDT 负荷变形温度
玻璃化温度 玻璃化转变温度 Tg
熔点 熔融温度
维卡软化温度 维卡软化点 软化点
固化温度 烘干温度 干燥温度
泄漏率 泄漏量 漏率 渗漏量 密封泄漏量 密封泄漏 泄漏 密封泄漏率 阀座泄漏率 阀座泄漏量 内漏量
泄漏等级 密封等级 密封泄漏等级
逸散泄漏 外漏 逸散性泄漏 微泄漏 逸散浓度 逸散泄漏量
工作压力 公称压力 额定压力 使用压力 最高工作压力 压力等级
爆破压力 爆裂压力
噪声 噪音 声压级 噪声级 运行噪声 运行噪音 整机噪声 工作噪声 噪声值 噪音值 噪声声压级 声级
隔声量 降噪量 减振降噪量 降噪
合格率 良率 良品率 成品率 一次合格率 直通率 一次交检合格率
检出率 检测率 缺陷检出率 召回率 查全率
漏检率 漏报率 漏检
误检率 误报率 误判率 过检率 过杀率 误检
准确率 识别率 识别准确率 检测准确率 正确率 识别精度 判别准确率 分类准确率 精准率
转换效率 能量转换效率 光电转换效率 转化效率
换热效率 热交换效率
生产效率 产能 生产能力 生产速度 产量 加工效率 节拍产能 日产量 年产量 年产能
生产节拍 节拍 单件时间 单件加工时间 循环周期 加工节拍 单件工时
检测速度 检测节拍 检测时间 单件检测时间 检测效率
定位精度 定位误差 绝对定位精度
重复定位精度 重复精度 重复定位误差
测量精度 测量误差 检测精度 测试精度 计量精度
测量重复性 重复性 重复性误差
加工精度 尺寸精度 尺寸公差 加工误差 尺寸误差 尺寸偏差
形状精度 面形精度 面型精度 PV值 面形误差
圆度 圆度误差
同轴度 同心度 同轴度误差
平面度 平面度误差 平整度
表面粗糙度 粗糙度 表面光洁度 加工表面粗糙度
分辨率 分辨力 最小分辨率
成本 单套成本 单件成本 制造成本 单位成本 材料成本 生产成本 造价 单台成本 单双成本
价格 单价 售价 报价 设备价格 整机价格
耐盐雾 盐雾 盐雾试验 耐盐雾时间 盐雾时间 中性盐雾 中性盐雾试验 耐盐雾性 耐中性盐雾 盐雾试验时间 耐盐雾性能 NSS 中性盐雾时间 耐腐蚀时间
孔隙率 气孔率
摩擦系数 摩擦因数 动摩擦系数 止滑系数 防滑系数
磨损率 磨损量 磨耗量 磨耗 磨损失重 耐磨性 DIN磨耗 体积磨损率 体积磨损量
密度 体密度 表观密度 比重
回弹率 回弹性 回弹 能量回归率
伸长率 断裂伸长率 断后伸长率 延伸率 断裂延伸率 断裂伸长
透湿量 透湿率 水蒸气透过率 透湿性 透湿度 透水汽性 水蒸气透过量
透气率 透气性 透气量 透气度
透光率 透过率 可见光透过率 透射率 光透过率
反射率 表面反射率
折射率 光学折射率
耐静水压 防水静水压 静水压
耐摩擦色牢度 摩擦色牢度 耐干摩擦色牢度
耐水洗色牢度 水洗色牢度 耐洗色牢度 耐皂洗色牢度
耐光色牢度 日晒色牢度 耐日晒色牢度
起球等级 抗起毛起球 抗起球性 起毛起球
抗菌率 抑菌率 杀菌率 抗菌性能 抗菌性
导热系数 热导率 热导系数
热膨胀系数 线膨胀系数 线性热膨胀系数
电导率 导电率
电阻率 体积电阻率
表面电阻 表面电阻率 方阻 方块电阻
接触电阻 回路电阻 触点电阻 触头接触电阻
绝缘电阻 绝缘阻抗
介电常数 相对介电常数
介电损耗 介质损耗 介质损耗因数
分断能力 极限分断能力 短路分断能力 额定极限短路分断能力 Icu 开断能力 开断电流 分断电流 短路开断能力
运行分断能力 额定运行短路分断能力 Ics
分断时间 开断时间 脱扣时间 动作时间 跳闸时间 全分断时间
响应时间 反应时间 响应速度
剩余动作电流 漏电动作电流 额定剩余动作电流
泄漏电流 漏电流
工作电压 额定电压 额定工作电压 使用电压
耐压 耐受电压 工频耐压 工频耐受电压 绝缘耐压 耐电压
冲击耐压 冲击耐受电压 雷电冲击电压 额定冲击耐受电压
工作电流 额定电流 额定工作电流
功耗 待机功耗 静态功耗 自身功耗 整机功耗
能耗 单位能耗 电耗 综合能耗 吨能耗 单位产品能耗
能量密度 质量能量密度 比能量
体积能量密度
容量保持率 循环容量保持率
充电时间 快充时间
续航里程 续驶里程 续航
流量 额定流量 额定流量值 出水量
流量系数 Kv Cv Kv值 Cv值
扬程 额定扬程
汽蚀余量 NPSH 必需汽蚀余量 NPSHr
转速 额定转速 最高转速 主轴转速 工作转速
焊接速度 焊接线速度
切割速度 切割线速度
熔覆速度 熔覆效率 熔覆速率
稀释率 熔覆稀释率
激光功率 输出功率 平均功率 额定功率 功率
光束质量 M2 M2因子 光束质量因子
脉冲宽度 脉宽
重复频率 脉冲重复频率
重量 质量 自重 整机重量 净重 单重 单只重量
厚度 涂层厚度 膜厚 镀层厚度 膜层厚度 层厚
VOC含量 VOCs含量 VOC VOCs 挥发性有机物含量 总挥发性有机物 VOC排放量
VOC去除率 VOCs去除率 VOCs去除效率 VOCs治理效率 废气净化效率 净化效率 去除率 去除效率
甲醛含量 甲醛释放量 游离甲醛
重金属含量 重金属
残留量 残留 溶剂残留 溶剂残留量
COD COD浓度 出水COD 化学需氧量
防护等级 外壳防护等级 IP等级 防水等级 防尘防水等级 IP防护等级
阻燃等级 防火等级 燃烧等级 UL94 阻燃性 阻燃性能 阻燃
绝缘等级 耐热等级
防爆等级 防爆标志
能效等级 能效
准确度等级 精度等级 准确级 计量准确度
透氧系数 透氧量 Dk/t Dk 氧透过系数
含水量 含水率 水分
屈光度范围 光度范围 度数范围
近视延缓率 近视控制率 近视进展延缓率 眼轴增长延缓率 延缓率
灵敏度 检测灵敏度
特异性 特异度
检出限 最低检出限 检测限 最低检测限 LOD 检测下限
保质期 货架期 有效期
存活率 成活率
纯度 产品纯度
收率 产品收率 得率
粘度 黏度 动力粘度 旋转粘度
固含量 固体含量 固体份
固化时间 干燥时间 固化速度 表干时间
铆接力 压接力 拉脱力 拔出力
屏蔽效能 电磁屏蔽效能 屏蔽效果
插入损耗 插损
回波损耗 回损
插拔次数 插拔寿命 插拔次数寿命
制动距离 刹车距离
换挡时间 换档时间
通信距离 传输距离 通讯距离
通信成功率 抄表成功率 通讯成功率
识别时间 识别速度 处理速度 处理时间 单帧处理时间
定位时间 换型时间 换产时间 快速换型时间 换模时间 换线时间
人工 用工 操作人数 用工人数 操作人员
节能率 节电率
"""

_HEADS = re.compile(
    r"(强度|硬度|色牢度|温度|温升|寿命|精度|误差|公差|粗糙度|效率|速度|转速|速率|时间|次数|电压|电流|电阻率|电阻|压力|扭矩|力矩|能力|成本|价格|单价|厚度|长度|直径|宽度|高度|"
    r"重量|质量|功率|频率|系数|等级|含量|浓度|密度|粘度|黏度|流量|距离|面积|体积|容量|周期|噪声|噪音|角度|波长|灵敏度|范围|泄漏率|泄漏量|率|量|比|度|数|力|性)$"
)
_CHANGE = re.compile(r"提高|提升|增加|增长|增强|降低|减少|下降|缩短|节约|节省|节电|减小|改善|降幅|升幅|降本|延长")
_OPPOSITES = (
    ("最低", "最高"), ("最小", "最大"), ("低温", "高温"), ("输入", "输出"), ("进口", "出口"), ("入口", "出口"), ("充电", "放电"), ("吸合", "释放"), ("开启", "关闭"), ("不合格", "合格"),
    ("误", "漏"), ("干", "湿"), ("径向", "轴向"), ("纵向", "横向"), ("经向", "纬向"), ("上限", "下限"), ("待机", "满载"), ("体积", "质量"), ("内", "外"), ("正向", "反向"), ("动", "静"), ("初始", "保持"),
    ("储存", "工作"), ("存储", "工作"), ("贮存", "工作"), ("左", "右"), ("阴", "阳"), ("短路", "额定"), ("绝对", "相对"), ("重复", "绝对"), ("进水", "出水"),
)  # fmt: skip
_NEGATIONS = ("不", "非", "无", "漏", "误", "未")


def _fold_name(name: str) -> str:
    folded = fold(str(name or ""))[:80].lower()
    folded = _BRACKETS.sub("", folded)
    return _NOISE.sub("", folded)


_CONCEPT_OF: dict[str, int] = {}
for _number, _line in enumerate(_CONCEPTS.strip().splitlines()):
    for _word in _line.split():
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
    for low, high in _OPPOSITES:
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
