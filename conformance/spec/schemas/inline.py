"""Rewrites our schemas for users of one document: references replaced, or turned into those of an OpenAPI file."""

from __future__ import annotations

from posixpath import dirname, join, normpath
from typing import Any

from conformance.spec.schemas.files import Schema, read_schema

ANNOTATIONS = frozenset({"$schema", "$id", "title", "description"})


def inlined(name: str) -> Schema:
    """The committed schema without references and annotations: what a compiler for draft-07 understands.

    Our schemas use no keyword that draft-07 lacks; beside a reference stands nothing but annotations.
    """
    schema: Schema = _inlined(read_schema(name), dirname(name))
    return schema


def component(schema: Schema) -> Schema:
    """The schema as a component of an OpenAPI document, where the parts are components too."""
    found: Schema = _component({key: schema[key] for key in schema if key not in {"$schema", "$id"}})
    return found


def component_name(name: str) -> str:
    """`parts/record.json` -> `record`, `answers/getFace.json` -> `getFaceAnswer`."""
    folder, _, file = name.partition("/")
    return file.removesuffix(".json") + ("Answer" if folder == "answers" else "")


def _inlined(node: Any, folder: str) -> Any:
    if isinstance(node, list):
        return [_inlined(item, folder) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        name = normpath(join(folder, node["$ref"]))
        return _inlined(read_schema(name), dirname(name))
    if "const" in node:  # fastjsonschema fails on const when it is told to keep its exceptions cheap
        return {"enum": [node["const"]]}
    return {key: _inlined(value, folder) for key, value in node.items() if not _is_annotation(key, value)}


def _is_annotation(key: str, value: Any) -> bool:
    # An annotation is a text; a property that happens to be called description holds a schema.
    return key in ANNOTATIONS and isinstance(value, str)


def _component(node: Any) -> Any:
    if isinstance(node, list):
        return [_component(item) for item in node]
    if not isinstance(node, dict):
        return node
    found = {key: _component(value) for key, value in node.items()}
    if "$ref" in found:
        found["$ref"] = "#/components/schemas/" + component_name("parts/" + found["$ref"].rpartition("/")[2])
    return found
