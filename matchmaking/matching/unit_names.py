"""The spellings of units that people write, as data: which symbol takes prefixes, which word means which unit."""


def _spellings(block: str) -> dict[str, str]:
    """Read lines of `unit: spelling spelling …` into a dictionary from spelling to unit."""
    found: dict[str, str] = {}
    for line in block.strip().splitlines():
        unit, _, words = line.strip().partition(": ")
        found.update(dict.fromkeys(words.split(), unit))
    return found


# Each counted thing is a dimension of its own, so that pieces are never compared with cycles or with pairs.
COUNTED = _spellings("""
cycle_count: 次 回 循环 cycles cycle
turn_count: 转 圈 r rev
item_count: 件 个 只 颗 粒 枚 pcs pc PCS
set_count: 套
machine_count: 台
pair_count: 双 副 对
sheet_count: 片 张 幅
strip_count: 条 根 支
package_count: 瓶 盒 袋 包 箱
person_count: 人 人次 名
animal_count: 头 羽 尾
plant_count: 株 棵
case_count: 例
kind_count: 种 类
channel_count: 通道 路
point_count: 点
frame_count: 帧
pixel_count: 像素 px pixel
batch_count: 批 批次
tooth_count: 齿
multiple_count: 倍
order_count: 单 笔
household_count: 户
place_count: 位
""")

# Quantities for which pint's own registry has no unit.
DEFINITIONS = tuple(f"{name} = [{name}]" for name in sorted(set(COUNTED.values()))) + (
    "yuan = [money]",
    "dollar = [money_usd]",
    "colony = [colony]",
    "enzyme_unit = [enzyme]",
    "reactive_va = [reactive_power]",
    "apparent_va = [apparent_power]",
    "nit_brightness = candela / meter ** 2",
    "water_column_mm = 9.80665 * pascal",
    "mu_area = 666.6666666666667 * meter ** 2",
    "tex_fineness = gram / 1000 / meter",
    "thirtieth_year = year / 12",
)

# Money, written alone or as a price for something (元/套).
MONEY = _spellings("""
yuan: 元 人民币 RMB CNY ￥ ¥ 块
dollar: 美元 USD $
""")

# symbol → (pint expression, prefixes it may take). Symbols are case-sensitive; slips of the pen are in WORDS.
SYMBOLS: dict[str, tuple[str, str]] = {
    "m": ("meter", "kdcmμnpu"),
    "g": ("gram", "kmμnpu"),
    "t": ("metric_ton", "kM"),
    "s": ("second", "mμnpfu"),
    "min": ("minute", ""),
    "h": ("hour", ""),
    "d": ("day", ""),
    "a": ("year", ""),
    "wk": ("week", ""),
    "mon": ("thirtieth_year", ""),
    "A": ("ampere", "kmμnpu"),
    "V": ("volt", "kMmμnu"),
    "W": ("watt", "GMkmμnu"),
    "Wh": ("watt * hour", "TGMk"),
    "Ah": ("ampere * hour", "km"),
    "J": ("joule", "MkmGμu"),
    "eV": ("electron_volt", "kMmG"),
    "cal": ("calorie", "k"),
    "N": ("newton", "kMmμu"),
    "Pa": ("pascal", "GMkhmμ"),
    "bar": ("bar", "m"),
    "atm": ("atmosphere", ""),
    "psi": ("psi", "k"),
    "Torr": ("torr", "m"),
    "mmHg": ("mmHg", ""),
    "mmH2O": ("water_column_mm", ""),
    "kgf": ("kilogram_force", ""),
    "gf": ("kilogram_force / 1000", ""),
    "Hz": ("1 / second", "TGMkm"),
    "Ω": ("ohm", "TGMkmμu"),
    "ohm": ("ohm", "TGMkmμu"),
    "S": ("siemens", "kmμu"),
    "F": ("farad", "mμnpu"),
    "H": ("henry", "mμnu"),
    "T": ("tesla", "mμn"),
    "Gs": ("tesla / 10000", "km"),
    "Oe": ("oersted", "k"),
    "C": ("coulomb", "mμnpu"),
    "K": ("kelvin", "m"),
    "mol": ("mole", "kmμnu"),
    "L": ("liter", "kmμnhu"),
    "l": ("liter", "mμu"),
    "cc": ("centimeter ** 3", ""),
    "cd": ("candela", "km"),
    "lm": ("lumen", "k"),
    "lx": ("lux", "k"),
    "nit": ("nit_brightness", ""),
    "rad": ("radian", "mμ"),
    "Bq": ("becquerel", "GMk"),
    "Gy": ("gray", "km"),
    "Sv": ("sievert", "mμ"),
    "P": ("poise", "cm"),
    "St": ("stokes", "c"),
    "D": ("1 / meter", ""),
    "inch": ("inch", ""),
    "ft": ("foot", ""),
    "mil": ("inch / 1000", ""),
    "oz": ("ounce", ""),
    "lb": ("pound", ""),
    "gal": ("gallon", ""),
    "Da": ("dalton", "kM"),
    "U": ("enzyme_unit", "mk"),
    "IU": ("enzyme_unit", "mk"),
    "CFU": ("colony", ""),
    "tex": ("tex_fineness", ""),
    "dtex": ("tex_fineness / 10", ""),
    "den": ("tex_fineness / 9", ""),
    "var": ("reactive_va", "kM"),
    "VA": ("apparent_va", "kM"),
    "bit": ("bit", "kMGT"),
    "bps": ("bit / second", "kMGT"),
    "B": ("byte", "kMGT"),
    "Å": ("angstrom", ""),
    "rpm": ("turn_count / minute", "k"),
    "hp": ("horsepower", ""),
    "fps": ("frame_count / second", ""),
    "ha": ("hectare", ""),
    "mu": ("mu_area", ""),
}

# Chinese names and usual slips: what they stand for in the symbols above.
WORDS = _spellings("""
MPa: 兆帕 Mpa MPA mpa
kPa: 千帕 KPa Kpa KPA kpa
GPa: 吉帕 Gpa GPA
hPa: 百帕
Pa: 帕 帕斯卡 pa PA
bar: 巴 Bar BAR
psi: PSI
atm: 大气压
km: 公里 千米 KM
m: 米 meter meters
dm: 分米
cm: 厘米 公分 CM
mm: 毫米 MM
μm: 微米 um UM
nm: 纳米
inch: 英寸 寸 吋 in
ft: 英尺
Å: 埃
m^2: 平方米 平米 平方
mm^2: 平方毫米
cm^2: 平方厘米
km^2: 平方公里 平方千米
ha: 公顷
mu: 亩
m^3: 立方米 立方 方
cm^3: 立方厘米
mm^3: 立方毫米
L: 升
mL: 毫升 ml ML
μL: 微升 ul
t: 吨
kg: 公斤 千克 KG Kg
g: 克
mg: 毫克
μg: 微克 ug
ng: 纳克
lb: 磅
a: 年 year years yr
mon: 月 个月 month months
wk: 周 星期 week weeks
d: 天 日 day days 工作日
h: 小时 个小时 时 钟头 hr hrs hour hours
min: 分钟 分 mins Min minute minutes
s: 秒 秒钟 sec second seconds
ms: 毫秒
μs: 微秒 us
ns: 纳秒
ps: 皮秒
fs: 飞秒
A: 安 安培
mA: 毫安
μA: 微安
kA: 千安 KA
V: 伏 伏特
kV: 千伏 KV kv
mV: 毫伏
W: 瓦 瓦特
kW: 千瓦 KW kw Kw
MW: 兆瓦
GW: 吉瓦
mW: 毫瓦
kWh: 千瓦时 度电 KWh KWH kwh
Wh: 瓦时
Ah: 安时
mAh: 毫安时
kVA: 千伏安 KVA kva
kvar: kVar KVar
J: 焦 焦耳
kJ: 千焦 KJ
MJ: 兆焦
mJ: 毫焦
cal: 卡
kcal: 千卡 大卡
hp: 马力 HP
N: 牛 牛顿
kN: 千牛 KN
mN: 毫牛
N·m: 牛米 牛顿米 Nm NM
kN·m: kNm KNm
mN·m: mNm
Hz: 赫兹 赫 hz HZ
kHz: 千赫 千赫兹 KHz khz KHZ
MHz: 兆赫 兆赫兹 Mhz MHZ
GHz: 吉赫 吉赫兹 Ghz GHZ
Ω: 欧 欧姆 ohms
kΩ: 千欧 KΩ
MΩ: 兆欧
mΩ: 毫欧
μΩ: 微欧
F: 法拉
μF: 微法
T: 特斯拉 特
mT: 毫特
Gs: 高斯
kGs: KGs
mol: 摩尔
mmol: 毫摩尔
mmol/L: mM
μmol/L: μM uM
lm: 流明
lx: 勒克斯 lux Lux LUX
nit: 尼特 nits
cd: 坎德拉
rad: 弧度
mrad: 毫弧度
P: 泊
cP: 厘泊 CP cps
cSt: 厘斯
den: 旦 旦尼尔
tex: 特克斯
dtex: 分特
bit: 比特
B: 字节
kB: KB
Mbps: mbps
D: 屈光度
Da: 道尔顿
rpm: RPM Rpm 转每分
CFU: cfu 菌落
fps: FPS
K: 开尔文
gf: 克力
kgf: 公斤力
""")

# Ratios are compared with ratios only; what the ratio is of (mass, volume) is kept as the variant.
RATIOS: dict[str, tuple[float, str]] = {
    "%": (0.01, ""),
    "百分比": (0.01, ""),
    "百分点": (0.01, "point"),
    "个百分点": (0.01, "point"),
    "wt%": (0.01, "mass"),
    "wt.%": (0.01, "mass"),
    "%wt": (0.01, "mass"),
    "vol%": (0.01, "volume"),
    "%vol": (0.01, "volume"),
    "at%": (0.01, "atom"),
    "mol%": (0.01, "mole"),
    "%RH": (0.01, "humidity"),
    "RH%": (0.01, "humidity"),
    "%FS": (0.01, "full scale"),
    "%F.S": (0.01, "full scale"),
    "%F.S.": (0.01, "full scale"),
    "‰": (0.001, ""),
    "ppm": (1e-6, ""),
    "PPM": (1e-6, ""),
    "ppb": (1e-9, ""),
    "成": (0.1, ""),
}

# Scales that are never converted into one another.
SCALES = _spellings("""
HRC: HRC 洛氏
HRA: HRA
HRB: HRB
HRR: HRR
HRM: HRM
HB: HB HBW HBS 布氏
HV: HV 维氏
HK: HK
HL: HL HLD
HS: HS
Shore_A: ShoreA HA 邵氏A 邵A 邵尔A 邵氏硬度A 邵氏A度
Shore_C: ShoreC HC 邵氏C 邵C 邵尔C
Shore_D: ShoreD HD 邵氏D 邵D 邵尔D 邵氏硬度D
Shore_OO: ShoreOO
Asker_C: AskerC
pH: pH PH
grade: 级 等级
NTU: NTU
dBm: dBm
dBi: dBi
dBc: dBc
gloss: GU 光泽单位
mesh: 目
UPF: UPF
TOPS: TOPS
delta_E: ΔE
Cpk: Cpk CPK
prism: △ Δ
IACS: %IACS
""")

# Sound level: with or without the A weighting it is the same scale; the weighting is kept as the variant.
DECIBELS = {
    **dict.fromkeys(("dB", "db", "DB", "分贝"), ""),
    **dict.fromkeys(("dB(A)", "dBA", "db(A)", "dB(a)", "db(a)", "分贝(A)", "A声级"), "A"),
    **dict.fromkeys(("dB(C)", "dBC"), "C"),
}

# Temperatures keep their zero; a difference of temperatures has none.
TEMPERATURES = _spellings("""
degC: °C ℃ 摄氏度 oC ºC °c degC ˚C
degF: °F ℉ 华氏度
kelvin: K 开尔文
""")

ANGLES = _spellings("""
degree: ° º ˚ deg 角度
arcminute: ′ 角分 arcmin
arcsecond: ″ 角秒 arcsec
""")

# Multipliers written between the number and the unit, longest first.
MULTIPLIERS: tuple[tuple[str, float], ...] = (
    ("万亿", 1e12),
    ("百亿", 1e10),
    ("十亿", 1e9),
    ("千万", 1e7),
    ("百万", 1e6),
    ("十万", 1e5),
    ("亿", 1e8),
    ("万", 1e4),
    ("千", 1e3),
    ("百", 1e2),
)

PREFIXES = {"Q": 1e30, "T": 1e12, "G": 1e9, "M": 1e6, "k": 1e3, "h": 1e2, "d": 1e-1, "c": 1e-2, "m": 1e-3}
PREFIXES |= {"μ": 1e-6, "u": 1e-6, "n": 1e-9, "p": 1e-12, "f": 1e-15}
