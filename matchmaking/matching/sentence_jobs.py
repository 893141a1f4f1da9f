"""Computes the vectors of all published texts with the sentence model that is set, and keeps exactly these."""

from matchmaking.core.db import reading
from matchmaking.core.jobs import job
from matchmaking.matching.meaning import present_meaning
from matchmaking.matching.queries import published_ids
from matchmaking.matching.ranking import ACHIEVEMENT, DEMAND
from matchmaking.matching.sentence_meaning import SentenceMeaning, key_of
from matchmaking.matching.sentence_model import Vectors
from matchmaking.matching.weighing import Sides

AT_ONCE = 200


@job("matching.embed_texts", queue="heavy", transaction=False, every=24 * 3600)
def embed_texts() -> None:
    """Keep the vectors of the texts as they are now; those of texts that went or changed are dropped."""
    keep_vectors()


def keep_vectors() -> int | None:
    """The same; returns how many texts there are, None when no sentence model is set or it cannot be used.

    Only what everybody may read of a record goes into its text. Opens its own transactions.
    """
    meaning = present_meaning()
    if not isinstance(meaning, SentenceMeaning):
        return None
    found: dict[int, Vectors] = {}
    with reading():
        ids = {kind: published_ids(kind) for kind in (DEMAND, ACHIEVEMENT)}
    for kind, own in ids.items():
        for start in range(0, len(own), AT_ONCE):
            with reading():
                sides = Sides()
                some = (sides.demands if kind == DEMAND else sides.achievements)(own[start : start + AT_ONCE])
            texts = [one.text for one in some.values()]
            rows = meaning.vectors(texts)
            found |= {key_of(text): row.astype("float16") for text, row in zip(texts, rows, strict=True)}
    meaning.keep(found)
    return len(found)
