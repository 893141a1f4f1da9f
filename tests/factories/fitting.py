"""A demand and an achievement that fit each other well and nothing else in the tests."""

from typing import Any

FITTING_DEMAND: dict[str, Any] = {
    "title": "微孔曝气盘防堵塞膜片",
    "summary": "曝气盘三个月堵塞，氧转移效率掉到 20%。",
    "problem": "印染废水里曝气盘膜片微孔三个月就堵塞，氧转移效率从 32% 掉到 20%，每年清洗两次。",
    "context": "水温 35 ℃，纤维和钙垢多，曝气盘直径 260 mm。",
    "tried": "换过三元乙丙膜片，加过酸洗，半年后照样堵。",
    "industry_codes": ["new_materials"],
    "keywords": ["曝气盘", "膜片", "防堵塞"],
    "criteria": [
        {"name": "氧转移效率", "importance": "must", "operator": ">=", "target_low": 30.0, "unit": "%"},
        {"name": "连续运行时间", "importance": "must", "operator": ">=", "target_low": 12.0, "unit": "个月"},
        {"name": "阻力损失", "importance": "should", "operator": "<=", "target_low": 4.0, "unit": "kPa"},
    ],
}
FITTING_ACHIEVEMENT: dict[str, Any] = {
    "title": "不堵塞的曝气盘膜片：氟硅橡胶微孔成型",
    "summary": "让曝气盘膜片在印染废水里一年不堵塞。",
    "problem_solved": "曝气盘膜片微孔被纤维和钙垢堵塞，氧转移效率下降，要停池清洗。",
    "description": "氟硅橡胶膜片激光打出喇叭形微孔，停气时微孔自己闭合，钙垢挂不住。",
    "industry_codes": ["new_materials"],
    "keywords": ["曝气盘", "膜片", "微孔"],
    "measurements": [
        {
            "name": "氧转移效率", "operator": "=", "value_low": 34.0, "unit": "%", "condition": "清水，水深 6 m",
            "evidence_kind": "third_party_report",
        },
        {
            "name": "连续运行时间", "operator": ">=", "value_low": 14.0, "unit": "个月",
            "evidence_kind": "customer_record",
        },
        {"name": "阻力损失", "operator": "=", "value_low": 4600.0, "unit": "Pa", "evidence_kind": "bench_record"},
    ],
}  # fmt: skip
