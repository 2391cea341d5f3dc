"""Groups and records as a check made them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from conformance.run.pictures import Picture


@dataclass(frozen=True)
class Group:
    """A face group of this run."""

    name: str
    capacity: int
    description: str
    attributes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Record:
    """A face record of this run. What is None was left to the camera."""

    faceid: str
    group: Group
    picture: Picture
    person: int
    age: int | None = None
    gender: int | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
