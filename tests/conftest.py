"""What holds for every test."""

from __future__ import annotations

import signal

from hypothesis import settings

# A slow moment of the machine is no failure: speed is measured in tests/benchmarks/.
settings.register_profile("forum", deadline=None)
settings.load_profile("forum")

# A shell starts what runs in the background with Ctrl-C ignored, and so would be all that the tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
