import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaking.organisations.credit_code import SIGNS, check_sign, inner_check_sign, read


@pytest.mark.parametrize(
    "code",
    ["9144030071526726XG", "91330302MA00000154", "91330381MA00000B72", "12330300000000T13N", "52330300MJ0000026W"],
)
def test_codes_with_a_right_check_sign_pass(code: str) -> None:
    reading = read(code)
    assert (reading.code, reading.problem, reading.passes, reading.inner_passes) == (code, None, True, True)


@pytest.mark.parametrize("code", ["91350100M0001TGQXM", "91350211M0000XUF46", "91350203M0001FUE2P"])
def test_lawful_early_codes_fail_the_last_sign_only(code: str) -> None:
    reading = read(code)
    assert (reading.problem, reading.passes, reading.inner_passes) == (None, False, True)


def test_a_typing_mistake_fails_both() -> None:
    reading = read("91330302MA00000254")
    assert (reading.problem, reading.passes, reading.inner_passes) == (None, False, False)


@pytest.mark.parametrize(
    ("typed", "code", "corrected"),
    [
        (" 9133 0302 ma00 0001 54 ", "91330302MA00000154", False),
        ("９１３３０３０２ＭＡ０００００１５４", "91330302MA00000154", False),
        ("91330302-MA000001-54", "91330302MA00000154", False),
        ("9I33O3O2MAOOOOO154", "91330302MA00000154", True),
    ],
)
def test_what_people_type_is_understood(typed: str, code: str, corrected: bool) -> None:
    reading = read(typed)
    assert (reading.code, reading.corrected, reading.passes) == (code, corrected, True)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "length"),
        ("9133030", "length"),
        ("91330302MA000001544", "length"),
        ("91330302MA0000015Z", "sign"),
        ("91330302SA00000154", "sign"),
        ("9133A302MA00000154", "region"),
        ("统一社会信用代码统一社会信用代码统一", "sign"),
    ],
)
def test_what_cannot_be_a_code_says_why(typed: str, problem: str) -> None:
    assert read(typed).problem == problem


@given(st.text(alphabet=SIGNS, min_size=17, max_size=17))
def test_one_changed_sign_is_always_noticed(first: str) -> None:
    right = check_sign(first)
    for place in (0, 8, 16):
        other = SIGNS[(SIGNS.index(first[place]) + 1) % 31]
        assert check_sign(first[:place] + other + first[place + 1 :]) != right


@given(st.text(max_size=40))
def test_any_text_gets_an_answer(text: str) -> None:
    reading = read(text)
    assert reading.problem in {None, "length", "sign", "region"}


def test_the_inner_check_sign_uses_its_own_values() -> None:
    assert inner_check_sign("71526726") == "X"
    assert inner_check_sign("MA000001") == "5"
