"""Putting files in place: whole or not at all, under the final name, again and again with the same outcome."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from pipeline.errors import Retry
from pipeline.model.reasons import Reason


def link_or_copy(source: Path, target: Path) -> bool:
    """Have `target` hold `source`'s bytes: a hard link where the file system can, else a copy. True if linked.

    The copy is written beside and renamed, so nobody ever sees half a file under the final name.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists() and target.samefile(source):
        return True  # linked before; and rename(2) between two links of one file would leave both
    partial = partial_of(target)
    partial.unlink(missing_ok=True)
    try:
        os.link(source, partial)
        linked = True
    except OSError as error:
        # Another file system, or one without hard links (exFAT, some SMB), or too many links.
        if error.errno not in (errno.EXDEV, errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EACCES):
            raise
        linked = False
        try:
            before = _identity(source)
            shutil.copyfile(source, partial)
            _flush(partial)
            if _identity(source) != before:
                raise Retry(Reason("changed-while-copied", name=source.name)) from None
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
    partial.replace(target)
    return linked


def have_too(source: Path, target: Path) -> None:
    """Have `target` be what `source` is: `link_or_copy`, but somebody's link to another place stays one, to the same
    file from wherever it lies."""
    if not source.is_symlink():
        link_or_copy(source, target)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = partial_of(target)
    partial.unlink(missing_ok=True)
    partial.symlink_to(source.resolve())
    partial.replace(target)


def move(source: Path, target: Path) -> None:
    """Have `target` hold `source`'s bytes and `source` be gone."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        link_or_copy(source, target)
        source.unlink()


def write(path: Path, content: bytes) -> None:
    """Have the file hold these bytes: written beside and renamed."""
    partial = partial_of(path)
    try:
        partial.write_bytes(content)
        _flush(partial)
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def partial_of(target: Path) -> Path:
    """Where a file is written until it is whole: beside it, hidden, and of no name that a player takes for a film."""
    start = target.name.encode(errors="surrogateescape")[:200].decode(errors="ignore")  # a name has 255 bytes
    return target.with_name(f".{start}.part")


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def named_within(library: Path, path: Path) -> Path:
    """The absolute path by the name that it has in the library, over whatever links or `..` somebody came to it: what
    is filed is known by that name, and so do players know it."""
    here = path.resolve() if ".." in path.parts else path.absolute()
    real, root = here.resolve(), library.resolve()
    if here.is_relative_to(library) or not real.is_relative_to(root):
        return here
    return library / real.relative_to(root)


def flush_folder(folder: Path) -> None:
    """Wait until the folder's names are on the disk, where its file system knows of that."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.EOPNOTSUPP, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


def _flush(path: Path) -> None:
    """Wait until the bytes are on the disk: a rename must never outlive what it names."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
