"""A reader without a browser: the messages of a session over its websocket, and their time."""

from __future__ import annotations

import asyncio
import time
from types import TracebackType

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


class Reader:
    """One session of a running server."""

    def __init__(self, address: str, page: str = "") -> None:
        """Prepare a session.

        Args:
            address: of the server, without a slash at its end.
            page: the path of the page, "" for the first.
        """
        self.address, self.page = address, page
        self.hash = ""
        self.sliders: dict[str, tuple[str, object]] = {}
        self.values: dict[str, list[float]] = {}
        self.exceptions: list[str] = []

    async def __aenter__(self) -> Reader:
        """Connect, and run the page once."""
        url = self.address.replace("http", "ws", 1) + "/_stcore/stream"
        self.socket = await websockets.connect(
            url,
            subprotocols=[websockets.Subprotocol("streamlit")],
            origin=websockets.Origin(self.address),
            max_size=None,
            compression=None,
        )
        await self.run()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave."""
        await self.socket.close()

    async def run(self, fragment: str = "") -> float:
        """Run the page, or one fragment of it; return the seconds until it is finished."""
        message = BackMsg()
        rerun = message.rerun_script
        rerun.page_script_hash = self.hash
        rerun.page_name = "" if self.hash else self.page
        rerun.fragment_id = fragment
        for name, value in self.values.items():
            widget = rerun.widget_states.widgets.add()
            widget.id = name
            widget.double_array_value.data.extend(value)
        begun = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(await asyncio.wait_for(self.socket.recv(), 60))
            kind = answer.WhichOneof("type")
            if kind == "new_session":
                self.hash = answer.new_session.page_script_hash
            elif kind == "navigation":
                self.hash = answer.navigation.page_script_hash or self.hash
            elif kind == "delta":
                self._note(answer.delta)
            elif kind == "script_finished":
                if answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    return time.perf_counter() - begun

    def _note(self, delta: object) -> None:
        element = delta.new_element  # type: ignore[attr-defined]
        kind = element.WhichOneof("type")
        if kind == "slider":
            self.sliders[element.slider.id] = (delta.fragment_id, element.slider)  # type: ignore[attr-defined]
        elif kind == "exception":
            self.exceptions.append(f"{element.exception.type}: {element.exception.message}")

    async def move(self, label: str, stop: int) -> float:
        """Move the first slider with this text in its key to a stop of its scale.

        Returns:
            Seconds until its run is finished.

        Raises:
            LookupError: the page has no such slider.
        """
        for name, (fragment, slider) in self.sliders.items():
            if label in name and len(slider.default) == 1:  # type: ignore[attr-defined]
                low, high, step = slider.min, slider.max, slider.step  # type: ignore[attr-defined]
                count = max(1, round((high - low) / step))
                self.values[name] = [low + step * (stop % (count + 1))]
                return await self.run(fragment)
        raise LookupError(f"{self.page!r} has no slider {label!r}: {list(self.sliders)}")
