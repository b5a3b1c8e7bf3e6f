"""One reader's tab, without a browser: Streamlit's own messages over a websocket."""

from __future__ import annotations

import time
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

SECONDS = 90.0


class Tab:
    """A session on one page; what is timed is the server, up to the end of its run."""

    def __init__(self, address: str, page: str, query: str = "") -> None:
        """Open a page, with what follows the question mark, and wait until it has run."""
        self.page, self.query, self.page_hash = page, query, ""
        self.sliders: dict[str, tuple[Any, str]] = {}
        self.values: dict[str, list[Any]] = {}
        self.buttons: dict[str, tuple[str, str]] = {}
        self.socket = connect(
            address.replace("http", "ws", 1) + "/_stcore/stream",
            subprotocols=[Subprotocol("streamlit")],
            origin=Origin(address),
            max_size=None,
            compression=None,
        )
        self.first = self._run("")

    def close(self) -> None:
        """Leave."""
        self.socket.close()

    def names(self) -> list[str]:
        """Return the keys of the page's sliders of one number, in their order."""
        return [name for name, (proto, _) in self.sliders.items() if len(proto.default) == 1]

    def move(self, name: str, count: int) -> float:
        """Move a slider to the stop of this number; return the seconds to the end of the run."""
        return self._run(self._moved(name, count))

    def send(self, name: str, count: int) -> None:
        """Move a slider, and wait for nothing."""
        self.socket.send(self._asked(self._moved(name, count)))

    def _moved(self, name: str, count: int) -> str:
        """Note where a slider stands now; return the fragment that is to run."""
        proto, fragment = self.sliders[name]
        if proto.options:  # stops with names, as those of a logarithmic scale
            self.values[proto.id] = [proto.options[count % len(proto.options)]]
        else:
            stops = max(1, round((proto.max - proto.min) / proto.step))
            self.values[proto.id] = [proto.min + proto.step * (count % (stops + 1))]
        return fragment

    def press(self, name: str) -> float:
        """Press a button; return the seconds to the end of the run."""
        button, fragment = self.buttons[name]
        return self._run(fragment, pressed=button)

    def again(self, name: str) -> float:
        """Run the demo of a button again, as a browser does by itself while a training plays."""
        return self._run(self.buttons[name][1])

    def _asked(self, fragment: str, pressed: str = "") -> bytes:
        """Write the message that asks for a run with everything where it stands."""
        message = BackMsg()
        asked = message.rerun_script
        asked.page_script_hash = self.page_hash
        asked.page_name = "" if self.page_hash else self.page
        asked.query_string = self.query
        asked.fragment_id = fragment
        for widget, values in self.values.items():
            state = asked.widget_states.widgets.add()
            state.id = widget
            words = isinstance(values[0], str)
            kind = state.string_array_value if words else state.double_array_value
            kind.data.extend(values)
        if pressed:
            state = asked.widget_states.widgets.add()
            state.id, state.trigger_value = pressed, True
        return bytes(message.SerializeToString())

    def _run(self, fragment: str, pressed: str = "") -> float:
        message = self._asked(fragment, pressed)
        start = time.perf_counter()
        self.socket.send(message)
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(self.socket.recv(SECONDS, decode=False))
            kind = answer.WhichOneof("type")
            if kind in ("new_session", "navigation"):
                self.page_hash = getattr(answer, kind).page_script_hash or self.page_hash
            elif kind == "delta" and answer.delta.new_element.HasField("exception"):
                raise RuntimeError(answer.delta.new_element.exception.message)
            elif kind == "delta" and answer.delta.new_element.HasField("slider"):
                slider = answer.delta.new_element.slider
                # An id ends with the key that the page gave it.
                name = slider.id.rpartition("-")[2]
                self.sliders[name] = (slider, answer.delta.fragment_id)
            elif kind == "delta" and answer.delta.new_element.HasField("button"):
                button = answer.delta.new_element.button
                self.buttons[button.id.rpartition("-")[2]] = button.id, answer.delta.fragment_id
            elif kind == "script_finished":
                if answer.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    continue
                if answer.script_finished not in (
                    ForwardMsg.FINISHED_SUCCESSFULLY,
                    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
                ):
                    raise RuntimeError(f"the run ended with {answer.script_finished}")
                return time.perf_counter() - start
