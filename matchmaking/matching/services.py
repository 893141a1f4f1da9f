"""What other files ask of matching, under one name: find, store, tell; see `finding`, `storing` and `telling`."""

from matchmaking.matching.finding import Found, find_matches
from matchmaking.matching.ranking import ACHIEVEMENT, DEMAND
from matchmaking.matching.storing import blank_matches, forget_matches, store_matches, weigh_pair
from matchmaking.matching.telling import notice_key, tell_both_sides
from matchmaking.matching.weighing import Sides, vocabulary_words

__all__ = [
    "ACHIEVEMENT", "DEMAND", "Found", "Sides", "blank_matches", "find_matches", "forget_matches", "notice_key",
    "store_matches", "tell_both_sides", "vocabulary_words", "weigh_pair",
]  # fmt: skip
