"""Turns and breaths, with a clock and a sleep of our own."""

from bot.outbound.limits import BREATH_SECONDS, SHARED_BREATH_SECONDS, HostLimits


class Time:
    """Passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds

    def limits(self) -> HostLimits:
        return HostLimits(sleep=self.sleep, monotonic=lambda: self.now)


def visit(limits: HostLimits, *hosts: str, is_own: bool = False) -> None:
    for host in hosts:
        with limits.turn(host, is_own=is_own):
            pass


def test_starts_at_one_host_are_a_breath_apart() -> None:
    time = Time()
    visit(time.limits(), "a.west.example", "b.west.example", "east.example")
    assert time.slept == [BREATH_SECONDS]


def test_a_shared_host_is_asked_once_a_second() -> None:
    time = Time()
    visit(time.limits(), "news.google.com", "news.google.com", "news.google.com")
    assert time.slept == [SHARED_BREATH_SECONDS] * 2


def test_hosts_of_our_own_need_no_breath() -> None:
    time = Time()
    visit(time.limits(), "127.0.0.1", "127.0.0.1", is_own=True)
    assert time.slept == []


def test_a_turn_is_given_back_after_an_error() -> None:
    time = Time()
    limits = time.limits()
    for _ in range(5):
        try:
            with limits.turn("west.example"):
                raise OSError
        except OSError:
            continue
    assert len(time.slept) == 4
