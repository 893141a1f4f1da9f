"""The kinds of service bases."""

from flask_babel import lazy_gettext as _l

CONCEPT, PILOT, TESTING, STATION = "concept", "pilot", "testing", "station"
BASE_KINDS = {
    CONCEPT: _l("概念验证中心"),
    PILOT: _l("中试平台或中试基地"),
    TESTING: _l("检验检测或公共测试平台"),
    STATION: _l("科技成果推广站"),
}
BASE_NOTES = {
    CONCEPT: _l("验证成果能不能从样品走到产品：技术和工艺可行、做出原型、测性能"),
    PILOT: _l("从试制走向生产：设计、性能、工艺、适配和生产验证"),
    TESTING: _l("按标准或企业的要求检测、试验，出数据或报告"),
    STATION: _l("展示和试用成熟的成果，帮企业先用起来"),
}
