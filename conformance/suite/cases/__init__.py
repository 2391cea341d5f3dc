"""The cases of every parameter, made of the spec data: both sides of each limit, and what is no proper value."""

from conformance.suite.cases.case import Case
from conformance.suite.cases.parameters import parameter_cases
from conformance.suite.cases.public import public_cases

__all__ = ["Case", "parameter_cases", "public_cases"]
