"""Engines of every kind of URL, and invented documents in Chinese."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from matchmaking.search.engine import Document, Engine
from matchmaking.search.whoosh_engine import open_engine

SUBJECTS = ["断路器", "机器人", "焊接", "阀门", "密封", "涂层", "轴承", "鞋底", "皮革", "眼镜", "模具", "电池"]
SUBJECTS += ["电解液", "传感器", "注塑", "铝合金", "疫苗", "菌株", "蜂蜜", "污泥"]
DOINGS = ["自动", "高效", "精密", "低温", "耐磨", "在线", "快速", "柔性", "环保", "轻量化", "检测", "制备", "加工"]
DOINGS += ["控制", "回收", "提纯", "装配", "诊断", "设计", "筛选"]
THINGS = ["技术", "系统", "装置", "方法", "工艺", "材料", "设备", "平台", "生产线", "机构"]


def make_documents(count: int, kind: str = "achievement", seed: int = 1, first: int = 1) -> list[Document]:
    """Documents from a fixed seed, so that every run tests the same."""
    dice = random.Random(seed)
    made = []
    for number in range(first, first + count):
        words = [dice.choice(DOINGS), dice.choice(SUBJECTS), dice.choice(DOINGS), dice.choice(THINGS)]
        body = "".join(
            f"{dice.choice(DOINGS)}{dice.choice(SUBJECTS)}的{dice.choice(THINGS)}{dice.choice('，。；、')}"
            for _ in range(dice.randint(3, 20))
        )
        made.append(
            Document(
                kind,
                number,
                "".join(words),
                f"{body}强度 {dice.randint(1, 99)}MPa",
                {"industry": tuple(dice.sample(("electrical", "footwear", "pump_valve"), dice.randint(0, 2)))},
                {"published": float(dice.randint(1, 10_000))},
                revision=1,
            )
        )
    return made


@pytest.fixture(params=["memory", "folder"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine with an empty index of achievements."""
    made = open_engine("whoosh:memory" if request.param == "memory" else f"whoosh:{tmp_path / 'index'}")
    made.clear("achievement")
    return made
