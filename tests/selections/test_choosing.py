"""Screening, comparing, deciding: nothing leaves the house before the promised moment, and then nobody is left out."""

from flask import Flask

from tests.selections.stage import CHOSEN, DECLINED, plant_stage


def test_smoke(app: Flask) -> None:
    stage = plant_stage(app)
    page = stage.open()
    assert page.status == 200
    assert stage.screen(["A", "B"], "keep").status == 200
    assert stage.states() == ["assessed", "assessed", "submitted"]
    assert stage.open("/compare?p=A&p=B").status == 200
    assert stage.open("/compare.xlsx?p=A&p=B").status == 200
    assert stage.open("/proposals/A").status == 200
    assert stage.open("/reviewers").status == 200
    done = stage.prepare(CHOSEN, DECLINED, DECLINED)
    assert done.status == 200, done.errors()
    assert stage.states() == ["chosen", "declined", "declined"]
    done = stage.confirm()
    assert "到公布时间一起送达" in done.text, (done.errors(), done.text[:400])
    assert stage.stored().state == "decided"
    stage.let_pass()
    assert stage.stored().state == "delivered"
    assert [stage.told(one) for one in stage.leaders] == [
        ["您的方案被选定：耐磨阀座涂层征集"],
        ["应答结果：耐磨阀座涂层征集"],
        ["应答结果：耐磨阀座涂层征集"],
    ]
    assert stage.open().status == 200
    for path in ("/selections", "/reviews", f"/demands/{stage.demand.id}", f"/demands/{stage.demand.id}/selection"):
        assert stage.owner_page.open(path).status == 200, path
    assert "承诺的结合强度差 8 MPa" in stage.teams[1].open(f"/proposals/{stage.proposals[1].id}").text
