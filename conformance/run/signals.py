"""However a run is asked to end, what was found is written and the camera is left as it was."""

from __future__ import annotations

import atexit
import contextlib
import signal
import threading
from collections.abc import Iterator

ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


GRACE = 0.5
"""Seconds that an exchange may still take once the run was asked to end."""


class _Haste:
    """Whether the run is amid an exchange, or amid what is done to its end, and was asked to end meanwhile."""

    def __init__(self) -> None:
        self.exchanging = self.unhurried = self.asked = False

    def interrupt(self, _number: int, _frame: object) -> None:
        """Ends the run: at once, or by the end of the exchange; impatience ends it at once."""
        if self.unhurried:
            self.asked = True
            return
        if not self.exchanging or self.asked:
            raise KeyboardInterrupt
        self.asked = True
        _handle(signal.SIGALRM, self.late)
        signal.setitimer(signal.ITIMER_REAL, GRACE)

    def late(self, _number: int, _frame: object) -> None:
        """The exchange takes too long: it waits for the camera, and there it may be cut off."""
        if self.exchanging and self.asked:
            raise KeyboardInterrupt


_haste = _Haste()


@contextlib.contextmanager
def whole_exchange() -> Iterator[None]:
    """An exchange that is not cut off at any odd moment: a connection pool's lock would stay locked for ever, and the
    cassette would miss a line.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _haste.exchanging = True
    try:
        yield
    finally:
        _haste.exchanging = False
        if _haste.asked:
            _haste.asked = False
            signal.setitimer(signal.ITIMER_REAL, 0)
            raise KeyboardInterrupt


@contextlib.contextmanager
def unhurried() -> Iterator[None]:
    """Something short that is done to its end, however often a signal comes; the run is ended after it.

    Unlike `held` it holds where there are other threads, which a signal may reach as well.
    """
    before, _haste.unhurried = _haste.unhurried, True
    try:
        yield
    finally:
        _haste.unhurried = before
        if _haste.asked and not (before or _haste.exchanging):
            _haste.asked = False
            raise KeyboardInterrupt


@contextlib.contextmanager
def ending_by_signal() -> Iterator[None]:
    """SIGTERM, and a terminal that is closed, end a run as Ctrl-C does. What is ignored (nohup) stays so."""
    before = {number: signal.getsignal(number) for number in ENDING}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            _handle(number, _haste.interrupt)
    try:
        yield
    finally:
        for number, handler in before.items():
            _handle(number, handler)


def fall_deaf() -> None:
    """From here to the end of `ending_by_signal` no signal ends anything: what is left to do is short."""
    for number in ENDING:
        _handle(number, signal.SIG_IGN)


def deaf_at_exit() -> None:
    """Impatience while Python clears itself away does not change the exit status."""
    atexit.register(fall_deaf)


@contextlib.contextmanager
def held() -> Iterator[None]:
    """A signal that comes inside has its effect at the end: what is begun together is there together."""
    if not hasattr(signal, "pthread_sigmask"):  # not on Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _handle(number: int, handler: signal._HANDLER) -> None:
    """Signals are the main thread's alone; and a handler that is not Python's can't be put back."""
    if handler is not None and threading.current_thread() is threading.main_thread():
        signal.signal(number, handler)
