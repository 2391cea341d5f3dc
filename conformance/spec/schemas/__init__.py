"""JSON Schemas of every answer and an OpenAPI description, generated from the spec data and committed.

`python -m conformance.spec.schemas` writes them again; `--check` says which are stale.
"""

from conformance.spec.schemas.files import BASE, read_schema, schema_dir

__all__ = ["BASE", "read_schema", "schema_dir"]
