"""How a port is served over HTTP and TLS, for the emulator and for replays. Knows nothing of the API."""

from conformance.serving.greeting import GreetingListener
from conformance.serving.listener import HANG_UP, Listener
from conformance.serving.sockets import ListenError, listen, url_of

__all__ = ["HANG_UP", "GreetingListener", "ListenError", "Listener", "listen", "url_of"]
