"""The fixtures of every test that reads a printed sheet back."""

from tests.paper.label_reading import organization, sheets
from tests.printing import bind, printed, printed_example, sample_sidecar, samples

__all__ = ["bind", "organization", "printed", "printed_example", "sample_sidecar", "samples", "sheets"]
