"""The fixtures of every test that reads a printed sheet back."""

from tests.printing import bind, printed, printed_example, sample_sidecar, samples

__all__ = ["bind", "printed", "printed_example", "sample_sidecar", "samples"]
