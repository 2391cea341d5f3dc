"""The limit finder: documented, found, and the code beyond, for each bounded field (results.json, `limits`)."""

import pytest

from conformance.suite.drive import Stages
from conformance.suite.limits import Limit, all_limits, find
from conformance.suite.requirement import requirement


@pytest.mark.parametrize(
    "limit", [pytest.param(limit, marks=requirement(limit.requirement), id=limit.id) for limit in all_limits()]
)
def test_limit(stages: Stages, limit: Limit) -> None:
    """Finds where the field ends; the oracle judges each attempt."""
    stage = stages(limit.operation)
    stage.world.run.ledger.limits.append(find(limit, stage))
