"""Amounts in Chinese capitals, as contracts and invoices write them: 壹佰贰拾万元整. Pure, exact to the fen."""

from decimal import Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "兆")
MOST = Decimal(10) ** 16


def capitals(yuan: Decimal) -> str:
    """An amount in capitals. Raises ValueError below zero, from 10¹⁶ yuan on, and for parts of a fen."""
    if yuan < 0 or yuan >= MOST or yuan != yuan.quantize(Decimal("0.01")):
        raise ValueError(f"not an amount: {yuan}")
    whole = int(yuan)
    jiao, fen = divmod(int(yuan * 100) % 100, 10)
    text = capital_number(whole) + "元" if whole else ""
    if not jiao and not fen:
        return (text or "零元") + "整"
    if jiao:
        text += DIGITS[jiao] + "角"
    elif whole:
        # A place that is left out between yuan and fen is named, so that nobody can write one in.
        text += "零"
    return text + (DIGITS[fen] + "分" if fen else "整")


def capital_number(number: int) -> str:
    """A whole number in capitals: 10203 → 壹万零贰佰零叁; 0 → 零."""
    if number == 0:
        return DIGITS[0]
    text, needs_zero = "", False
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group == 0:
            needs_zero = needs_zero or bool(text)
            continue
        if text and (needs_zero or group < 1000):
            text += DIGITS[0]
        text += _group(group) + _GROUPS[place]
        needs_zero = False
    return text


def _group(group: int) -> str:
    """Up to four digits, without the word of their group."""
    text, needs_zero = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit == 0:
            needs_zero = bool(text)
            continue
        text += (DIGITS[0] if needs_zero else "") + DIGITS[digit] + _PLACES[place]
        needs_zero = False
    return text
