"""What a request sends and makes: a file as its body, and how what it made is taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from actions.model.command import Api, Undo
from actions.model.errors import NoAnswer

_CHUNK = 1 << 18


class FileBody:
    """A file as the body of a request: read piece by piece, and from its start if it is sent again."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._size = file_size(path)

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[bytes]:
        with self._path.open("rb") as file:
            yield from iter(lambda: file.read(_CHUNK), b"")


def file_size(path: str) -> int:
    """The size in bytes of a file that can be read; raises `NoAnswer`."""
    try:
        with Path(path).open("rb") as file:
            return file.seek(0, 2)
    except OSError as error:
        raise NoAnswer(f"The file {path} cannot be read: {error.strerror}.") from None


def filled(command: Api, undo: Undo, answer: Any) -> Undo | None:
    """The undo with the id from the command's answer; None where the answer names none."""
    id_ = _at(answer, undo.id or f"{undo.under}.id")
    if not id_:
        return None
    body = json.loads(json.dumps(undo.body).replace("{id}", id_))
    texts = (undo.path, undo.look or undo.path, undo.show)
    path, look, show = (text.replace("{id}", id_) for text in texts)
    return replace(undo, service=command.service, path=path, look=look, show=show, body=body, id=id_)


def _at(answer: Any, path: str) -> str:
    for key in path.split("."):
        answer = answer.get(key) if isinstance(answer, Mapping) else None
    return answer if isinstance(answer, str) else ""
