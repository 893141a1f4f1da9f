"""What the answers of the range finder can tell: never which of two bounds on one step it was."""

from decimal import Decimal as D

from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaking.pricing.scale import STEPS, Range, compare, middle, nearest_step, step_below
from matchmaking.pricing.states import FAR, NEAR, OVERLAP

TRIES = 3
amounts = st.integers(1, 10**12).map(lambda fen: D(fen) / 100)
QUICK = settings(max_examples=150, deadline=None)
WAN = 10_000


def above(step: D) -> D:
    """The next step."""
    unit = D(10) ** (step.adjusted() - 2)
    return min(D(one) * unit for one in (*STEPS, 1000) if one * unit > step)


def test_the_three_answers() -> None:
    seller = Range(D(200 * WAN), D(300 * WAN))
    found = {most: compare(Range(D(1), D(most * WAN)), seller) for most in (100, 159, 160, 180, 199, 200, 500)}
    assert found == {100: FAR, 159: FAR, 160: NEAR, 180: NEAR, 199: NEAR, 200: OVERLAP, 500: OVERLAP}


def test_steps_lie_at_least_five_and_at_most_fourteen_hundredths_apart() -> None:
    ratios = [later / one for one, later in zip(STEPS, (*STEPS[1:], 1000), strict=True)]
    assert min(ratios) == 1.05
    assert max(ratios) < 1.14


@QUICK
@given(amounts, amounts)
def test_an_overlap_is_always_a_real_one_and_far_never_hides_one(most: D, least: D) -> None:
    answer = compare(Range(D(0), most), Range(least, least))
    if answer == OVERLAP:
        assert most >= least
    if most >= least:
        assert answer in (OVERLAP, NEAR)
    if most < least * D("0.8"):
        assert answer == FAR


@QUICK
@given(amounts, st.lists(amounts, max_size=12), st.randoms(use_true_random=False))
def test_a_buyer_who_probes_cannot_tell_sellers_on_one_step_apart(start: D, probes: list[D], random: object) -> None:
    """However often and whatever it enters: two least prices above the same step give the same answers throughout."""
    low = step_below(start)
    cell = (above(low) - low) / 1000
    first, second = low + cell * random.randint(1, 1000), low + cell * random.randint(1, 1000)  # type: ignore[attr-defined]
    for probe in [*probes, first, second, low, above(low)]:
        seen = {compare(Range(D(0), probe), Range(one, one)) for one in (first, second)}
        assert len(seen) == 1


@QUICK
@given(amounts, st.lists(amounts, max_size=12), st.randoms(use_true_random=False))
def test_a_seller_who_probes_cannot_tell_buyers_on_one_step_apart(start: D, probes: list[D], random: object) -> None:
    low = step_below(start)
    cell = (above(low) - low) / 1000
    first, second = low + cell * random.randint(0, 999), low + cell * random.randint(0, 999)  # type: ignore[attr-defined]
    for probe in [*probes, first, second, low, above(low)]:
        seen = {compare(Range(D(0), one), Range(probe, probe)) for one in (first, second)}
        assert len(seen) == 1


@QUICK
@given(st.lists(amounts, min_size=TRIES, max_size=TRIES))
def test_three_rounds_split_all_prices_into_seven_stretches_at_most(probes: list[D]) -> None:
    """The bound that the page and the decision paper state: each round adds two borders, both of them steps."""
    borders = {border for probe in probes for border in (step_below(probe), step_below(step_below(probe) * D("1.25")))}
    sellers = [border + shift for border in borders for shift in (D(0), D("0.01"))]
    stories = {tuple(compare(Range(D(0), probe), Range(one, one)) for probe in probes) for one in sellers}
    assert len(stories) <= 2 * TRIES + 1


@QUICK
@given(amounts, amounts, amounts)
def test_a_shown_middle_leaves_the_other_bound_open_by_a_step(mine: D, least: D, width: D) -> None:
    """Who knows the own most and the rounded middle still cannot tell the other's least apart from a neighbour."""
    shown = middle(Range(D(0), max(mine, least)), Range(least, max(mine, least) + width))
    exact = (least + max(mine, least)) / 2
    assert shown == nearest_step(exact)
    assert abs(shown - exact) <= (above(step_below(exact)) - step_below(exact)) / 2
