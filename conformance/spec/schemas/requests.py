"""Request bodies of the OpenAPI description: form fields with their limits, or parts of a multipart body."""

from __future__ import annotations

from conformance.spec.model import Operation, Parameter, Spec
from conformance.spec.schemas.files import Schema
from conformance.spec.schemas.kinds import media_types, sent

MEDIA = {"form": "application/x-www-form-urlencoded", "multipart": "multipart/form-data"}


def request_body(operation: Operation, spec: Spec) -> Schema:
    """The body of a signed request: the public parameters (facts 2.1) beside the operation's own."""
    parameters = (*spec.public, *operation.parameters)
    content: Schema = {"schema": _fields(operation, parameters, spec)}
    files = {parameter.name: parameter.kind for parameter in parameters if parameter.kind.type == "file"}
    if files:
        content["encoding"] = {name: {"contentType": media_types(kind)} for name, kind in files.items()}
    return {"required": True, "content": {MEDIA[operation.encoding]: content}}


def _fields(operation: Operation, parameters: tuple[Parameter, ...], spec: Spec) -> Schema:
    schema: Schema = {
        "type": "object",
        "required": [parameter.name for parameter in parameters if parameter.required],
        "properties": {parameter.name: _field(parameter, spec) for parameter in parameters},
    }
    if operation.user_attributes:  # named by the group's attributes; unknown ones are ignored (s:435)
        value = Parameter("", spec.kinds["attribute_value"], "")
        schema["additionalProperties"] = sent(value, spec)
    return schema


def _field(parameter: Parameter, spec: Spec) -> Schema:
    more: Schema = {"description": parameter.source}
    if parameter.also:
        more["x-ipc-also-spelled"] = list(parameter.also)
    if parameter.refers:
        more["x-ipc-refers-to"] = parameter.refers
    return sent(parameter, spec) | more
