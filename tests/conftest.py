"""What holds for every test."""

from __future__ import annotations

from hypothesis import settings

# A slow moment of the machine is no failure: speed is measured in tests/benchmarks/.
settings.register_profile("forum", deadline=None)
settings.load_profile("forum")
