"""Where the index of one kind lives: in folders that switch atomically, or in memory."""

import fcntl
import os
import re
import shutil
import threading
import time
import uuid
from collections.abc import Hashable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Protocol

from whoosh.filedb.filestore import RamStorage, Storage

from matchmaking.search import segments, whoosh_store
from matchmaking.search.engine import IndexUnavailable
from matchmaking.search.segments import Segment

# Time stamps of a folder move in steps of a few milliseconds; younger ones may hide a second change.
SETTLED_SECONDS = 0.1


class Place(Protocol):
    """The home of one kind's index."""

    def writing(self) -> AbstractContextManager[None]:
        """Hold the lock of writers, against threads and processes."""

    def building(self) -> AbstractContextManager[None]:
        """Hold the lock of rebuilds; taken before the lock of writers."""

    def following(self) -> AbstractContextManager[None]:
        """Hold the lock of those who put what they read in the database; taken before all others."""

    def reading(self) -> AbstractContextManager[None]:
        """Held while a commit is opened; in files readers need no lock, as a commit appears at once."""

    def current(self) -> tuple[str, Storage]:
        """Name and storage of the index that serves. Raises IndexUnavailable when there is none."""

    def stamp(self) -> Hashable | None:
        """Changes when the index may have changed; None when that cannot be told yet."""

    def new(self) -> tuple[str, Storage]:
        """An empty storage beside the one that serves."""

    def switch(self, name: str) -> None:
        """Let another storage serve, from one moment to the next."""

    def discard(self, name: str) -> None:
        """Throw away a storage that does not serve."""

    def note(self, ids: Iterable[int]) -> None:
        """Remember ids that change while a rebuild is under way."""

    def start_notes(self) -> None:
        """Begin to remember changes."""

    def take_notes(self) -> list[int]:
        """The remembered ids; stops remembering."""

    def load_arrays(self, name: str, segment_id: str) -> Segment | None:
        """The stored arrays of a segment, if there are any and they are whole."""

    def store_arrays(self, name: str, segment_id: str, segment: Segment) -> None:
        """Store the arrays of a segment for other processes and the next start; failing to is no error."""


class FolderPlace:
    """`root/kind/`: one folder per build, the file `current` naming the one that serves, and the locks."""

    def __init__(self, root: Path, kind: str) -> None:
        self.folder = root / kind
        self.pointer = self.folder / "current"
        self.notes = self.folder / "changed"

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        # A new descriptor for every holder, so that flock also keeps threads of one process apart.
        handle = os.open(self.folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def writing(self) -> AbstractContextManager[None]:
        return self._locked("write.lock")

    def building(self) -> AbstractContextManager[None]:
        return self._locked("build.lock")

    def following(self) -> AbstractContextManager[None]:
        return self._locked("follow.lock")

    def reading(self) -> AbstractContextManager[None]:
        return nullcontext()

    def current(self) -> tuple[str, Storage]:
        try:
            name = self.pointer.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise IndexUnavailable(f"No index in {self.folder.name}.") from error
        if not re.fullmatch(r"[0-9a-f]{32}", name) or not (self.folder / name).is_dir():
            raise IndexUnavailable(f"The index in {self.folder.name} is missing.")
        return name, whoosh_store.FolderStorage(str(self.folder / name))

    def stamp(self) -> Hashable | None:
        try:
            pointer = os.stat(self.pointer)
            name = self.pointer.read_text(encoding="ascii").strip()
            folder = os.stat(self.folder / name)
        except (OSError, ValueError):
            return None
        if time.time() - max(pointer.st_mtime, folder.st_mtime) < SETTLED_SECONDS:
            return None
        return name, pointer.st_mtime_ns, pointer.st_ino, folder.st_mtime_ns

    def new(self) -> tuple[str, Storage]:
        name = uuid.uuid4().hex
        (self.folder / name).mkdir(parents=True)
        storage = whoosh_store.FolderStorage(str(self.folder / name))
        whoosh_store.create(storage)
        return name, storage

    def switch(self, name: str) -> None:
        before = self.pointer.read_text(encoding="ascii").strip() if self.pointer.exists() else ""
        temporary = self.folder / f"current.{os.getpid()}.new"
        with open(temporary, "w", encoding="ascii") as file:
            file.write(name)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, self.pointer)
        whoosh_store.synchronise_folder(self.folder)
        # The one before stays for readers that are just opening it, until the next switch.
        for folder in self.folder.iterdir():
            if folder.is_dir() and folder.name not in (name, before):
                shutil.rmtree(folder, ignore_errors=True)

    def discard(self, name: str) -> None:
        shutil.rmtree(self.folder / name, ignore_errors=True)

    def note(self, ids: Iterable[int]) -> None:
        if self.notes.exists():
            with open(self.notes, "a", encoding="ascii") as file:
                file.writelines(f"{one}\n" for one in ids)

    def start_notes(self) -> None:
        self.notes.write_text("", encoding="ascii")

    def take_notes(self) -> list[int]:
        if not self.notes.exists():
            return []
        ids = {int(line) for line in self.notes.read_text(encoding="ascii").split()}
        self.notes.unlink()
        return sorted(ids)

    def _arrays(self, name: str, segment_id: str) -> Path:
        # Whoosh clears away files called after a segment when the segment goes; so these go with it.
        return self.folder / name / f"{segment_id}.rows"

    def load_arrays(self, name: str, segment_id: str) -> Segment | None:
        try:
            return segments.load(self._arrays(name, segment_id))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def store_arrays(self, name: str, segment_id: str, segment: Segment) -> None:
        try:
            segments.store(segment, self._arrays(name, segment_id))
        except OSError:
            # The segment was merged away meanwhile, or the disk is full: the arrays in memory do as well.
            return


class MemoryPlace:
    """The index of one kind in this process; for tests and measurements."""

    def __init__(self) -> None:
        self._writing, self._building, self._following = threading.RLock(), threading.RLock(), threading.RLock()
        self._storages: dict[str, Storage] = {}
        self._current = ""
        self._changed: set[int] | None = None
        self._arrays: dict[tuple[str, str], Segment] = {}
        self.switch(self.new()[0])

    def writing(self) -> AbstractContextManager[None]:
        return self._writing

    def building(self) -> AbstractContextManager[None]:
        return self._building

    def following(self) -> AbstractContextManager[None]:
        return self._following

    def reading(self) -> AbstractContextManager[None]:
        return self._writing

    def current(self) -> tuple[str, Storage]:
        return self._current, self._storages[self._current]

    def stamp(self) -> Hashable | None:
        # Looking costs nothing here; the generation tells.
        return None

    def new(self) -> tuple[str, Storage]:
        name, storage = uuid.uuid4().hex, RamStorage()
        whoosh_store.create(storage)
        self._storages[name] = storage
        return name, storage

    def switch(self, name: str) -> None:
        before, self._current = self._current, name
        self._storages.pop(before, None)

    def discard(self, name: str) -> None:
        if name != self._current:
            self._storages.pop(name, None)

    def note(self, ids: Iterable[int]) -> None:
        if self._changed is not None:
            self._changed.update(ids)

    def start_notes(self) -> None:
        self._changed = set()

    def take_notes(self) -> list[int]:
        changed, self._changed = sorted(self._changed or ()), None
        return changed

    def load_arrays(self, name: str, segment_id: str) -> Segment | None:
        return self._arrays.pop((name, segment_id), None)

    def store_arrays(self, name: str, segment_id: str, segment: Segment) -> None:
        # Until the commit is opened; from then on the engine holds them.
        self._arrays[name, segment_id] = segment
