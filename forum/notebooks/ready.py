"""A kernel's client that knows at once when its kernel is ready.

The base waits 0.2 seconds for silence after the kernel's first answer, and as long
again if it asked before it could hear; sockets try to connect every 0.1 seconds.
"""

from __future__ import annotations

import time
from queue import Empty
from typing import Any

import zmq
from jupyter_client.asynchronous.client import AsyncKernelClient

_RETRY = 3  # milliseconds between tries to connect
_ANSWER = 1.0  # seconds for a kernel to answer, before it is asked again
_IDLE = (0.02, 0.05, 0.2)  # seconds for what it publishes with an answer, at each try; then the base's way


class QuickClient(AsyncKernelClient):
    """Takes a kernel for ready once it has answered and said that it is idle again."""

    def start_channels(self, *_args: Any, **_options: Any) -> None:
        """Connect to the kernel as soon as it listens, by what a run needs: no input, no heartbeat."""
        self.context.setsockopt(zmq.RECONNECT_IVL, _RETRY)  # of the sockets made from now on
        super().start_channels(stdin=False, hb=False, control=False)

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers and is heard.

        Raises:
            RuntimeError: it has died, or does not answer in time.
        """
        end = time.monotonic() + (float("inf") if timeout is None else timeout)
        for patience in _IDLE:
            asked = self.kernel_info()
            answer = await self._answer(asked, end)
            if await self._said_idle(asked, patience):
                self._handle_kernel_info_reply(answer)
                return
        await super()._async_wait_for_ready(timeout=max(1.0, end - time.monotonic()))

    async def _answer(self, asked: str, end: float) -> dict[str, Any]:
        while time.monotonic() < end:
            try:
                message = await self.get_shell_msg(timeout=_ANSWER)
            except Empty:
                if not await self._async_is_alive():
                    raise RuntimeError("Kernel died before replying to kernel_info") from None
                continue
            if message["parent_header"].get("msg_id") == asked:
                return message
        raise RuntimeError("Kernel did not answer in time")

    async def _said_idle(self, asked: str, patience: float) -> bool:
        """Tell whether the kernel is heard; what it published before is behind us then."""
        while True:
            try:
                message = await self.get_iopub_msg(timeout=patience)
            except Empty:
                return False
            mine = message["parent_header"].get("msg_id") == asked
            if mine and message["content"].get("execution_state") == "idle":
                return True
