"""The file in which fitted term vectors are kept: it appears whole or not at all, and processes share it in memory."""

import json
import mmap
import os
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from matchmaking.matching.term_vectors import TermVectors

MAGIC = b"TERMVECS1\n"


def store(vectors: TermVectors, facts: Mapping[str, str], path: Path) -> None:
    """Write vectors with some facts about them; readers see the old file or the new one."""
    keys, rows = vectors.keys.tobytes(), np.ascontiguousarray(vectors.vectors).tobytes()
    check = zlib.crc32(rows, zlib.crc32(keys))
    shape = {"terms": len(vectors.keys), "dimensions": vectors.vectors.shape[1], "check": check}
    header = json.dumps({**shape, "facts": dict(facts)}).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.new")
    with open(temporary, "wb") as file:
        file.write(MAGIC + len(header).to_bytes(8, "little") + header)
        file.write(b"\0" * (-file.tell() % 8) + keys + rows)
    os.replace(temporary, path)


def load(path: Path) -> tuple[TermVectors, dict[str, str]]:
    """Map stored vectors into memory. Raises ValueError when the file is damaged, OSError when it is missing."""
    with open(path, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size < len(MAGIC) + 8:
            raise ValueError("The file is too short.")
        memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if memory[: len(MAGIC)] != MAGIC:
        raise ValueError("The file has another format.")
    begin = len(MAGIC) + 8
    length = int.from_bytes(memory[len(MAGIC) : begin], "little")
    try:
        header = json.loads(memory[begin : begin + length])
        terms, dimensions = int(header["terms"]), int(header["dimensions"])
    except (UnicodeDecodeError, KeyError, TypeError) as error:
        raise ValueError("The file has no readable header.") from error
    first = begin + length + (-(begin + length) % 8)
    if size != first + terms * (8 + 2 * dimensions):
        raise ValueError("The file is cut short.")
    if zlib.crc32(memoryview(memory)[first:]) != header["check"]:
        raise ValueError("The file is damaged.")
    keys = np.frombuffer(memory, np.uint64, terms, first)
    rows = np.frombuffer(memory, np.float16, terms * dimensions, first + 8 * terms)
    return TermVectors(keys, rows.reshape(terms, dimensions)), dict(header["facts"])
