"""Which promise a device breaks that refuses an allowed call, and keeps when it carries it out."""

from __future__ import annotations

from conformance.oracle.context import Context
from conformance.oracle.known import is_known
from conformance.oracle.parameters import in_sample
from conformance.oracle.rules.records import picture_digest

# What stands as it is in a percent-encoded text (RFC 3986 2.3).
_UNRESERVED = frozenset("-._~")


def promise_of(context: Context) -> str:
    """The most telling requirement by which the call is allowed; `{operation}.answer.accepts` where none is more so."""
    name = context.operation.name
    match name:
        case "updateGroup" if context.group_name("old_name") in context.state.defaults:
            return "updateGroup.default-groups.editable"
        case "addFace" if context.group_name("group_name") in context.state.defaults:
            return "addFace.default-groups.take-records"
        case "addFace" | "updateFace" if _has_unknown_attribute(context):
            return f"{name}.attributes.unknown-ignored"
        case "getFaceInfoItem" if set(context.arguments.attributes()) & in_sample(context.operation):
            return "getFaceInfoItem.num.tolerated"
        case "getFaceByPicture":
            return _search(context)
    return f"{name}.answer.accepts"


def has_plain_values(context: Context) -> bool:
    """Whether a value is signed that another text would stand for if values were percent-encoded before."""
    return any(
        not (character.isascii() and (character.isalnum() or character in _UNRESERVED))
        for _, value in context.exchange.request.fields
        for character in value
    )


def has_empty_field(context: Context) -> bool:
    """Whether an empty field was sent, which is not signed (facts 2.2)."""
    return any(value == "" for _, value in context.exchange.request.fields)


def _has_unknown_attribute(context: Context) -> bool:
    """Whether a parameter names no attribute of the group for certain."""
    name = context.group_name("new_group_name") or context.group_name("group_name")
    group = context.state.group(name) if name else None
    if group is None or not is_known(group.attributes):
        return False
    return bool(set(context.arguments.attributes()) - set(group.attributes))


def _search(context: Context) -> str:
    digest = picture_digest(context)
    homes = [each.group for each in context.state.records.values() if is_known(each.picture) and each.picture == digest]
    if homes and all(is_known(home) and home in context.state.defaults for home in homes):
        return "getFaceByPicture.default-groups.searched"
    return "getFaceByPicture.match.found"
