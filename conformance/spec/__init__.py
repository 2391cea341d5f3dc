"""The API document as data: operations, parameters, limits, codes, requirements, readings."""

from conformance.spec.catalogue import answer_fields
from conformance.spec.loader import SpecError, load_code_book, load_spec
from conformance.spec.model import (
    Cause,
    CodeBook,
    Device,
    Field,
    Kind,
    Operation,
    Parameter,
    Reading,
    Refusal,
    Requirement,
    Spec,
    ToldApart,
)

__all__ = [
    "Cause",
    "CodeBook",
    "Device",
    "Field",
    "Kind",
    "Operation",
    "Parameter",
    "Reading",
    "Refusal",
    "Requirement",
    "Spec",
    "SpecError",
    "ToldApart",
    "answer_fields",
    "load_code_book",
    "load_spec",
]
