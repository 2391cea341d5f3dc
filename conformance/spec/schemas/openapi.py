"""The OpenAPI 3.1 description of the API: one file that stands alone, for mocks, generators and other testers."""

from __future__ import annotations

from conformance.spec.model import Operation, Spec
from conformance.spec.schemas.examples import example_answer
from conformance.spec.schemas.files import Schema
from conformance.spec.schemas.inline import component, component_name
from conformance.spec.schemas.requests import request_body

HOST = "192.168.0.1"  # the document's own example (s:27)
ABOUT = (
    "Every request is an HTTPS POST with four public parameters; `sign` is the upper-case MD5 of the other non-empty"
    " parameters, sorted by name and joined as k=v with &, then &key= and the secret key; files are not signed."
    " The document lists the return codes of each operation (x-ipc-codes) and explains none: the meanings named"
    " beside them are inferred. s:N is a line of the API document."
)


def openapi(spec: Spec, answers: dict[str, Schema]) -> Schema:
    """The whole document; `answers` are the answer schemas and their parts by file name."""
    return {
        "openapi": "3.1.0",
        "info": {"title": spec.title, "version": spec.version, "description": ABOUT},
        "servers": [
            {
                "url": "https://{host}",
                "description": "The camera in the local network.",
                "variables": {"host": {"default": HOST, "description": "Its address; no port is named, so 443."}},
            }
        ],
        "security": [],
        "paths": {operation.path: {"post": _operation(operation, spec)} for operation in spec.operations.values()},
        "components": {"schemas": {component_name(name): component(schema) for name, schema in answers.items()}},
    }


def _operation(operation: Operation, spec: Spec) -> Schema:
    return {
        "operationId": operation.name,
        "summary": operation.title,
        "description": f"Section {operation.section} ({operation.source}).",
        "requestBody": request_body(operation, spec),
        "responses": {"200": _response(operation, spec)} | _refusals(spec),
        "x-ipc-effect": operation.effect,
        "x-ipc-codes": {str(code): _meanings(code, spec) for code in operation.codes},
        "x-ipc-codes-source": operation.codes_source,
    }


def _response(operation: Operation, spec: Spec) -> Schema:
    reference = {"$ref": "#/components/schemas/" + component_name(f"answers/{operation.name}.json")}
    return {
        "description": f"Done (code 0) or refused (another code of {operation.codes_source}).",
        "content": {"application/json": {"schema": reference, "example": example_answer(operation, spec)}},
    }


def _refusals(spec: Spec) -> Schema:
    """The other HTTP statuses with which a wrong sign may be refused: open (facts 2.2)."""
    statuses = {value.rpartition("-")[2] for value in spec.readings["sign.refusal"].values}
    words = "Some devices may refuse a wrong sign so; which, and with which body, is open."
    return {status: {"description": words} for status in sorted(statuses - {"200"})}


def _meanings(code: int, spec: Spec) -> list[str]:
    return [cause.name for cause in spec.code_book.causes.values() if code in cause.codes]
