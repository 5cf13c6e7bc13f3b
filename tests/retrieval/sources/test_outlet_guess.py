import pytest

from retrieval.sources.outlet_guess import country_of_host, guess_outlet, name_from_feed
from retrieval.sources.outlets import Outlet, Registry

BEACON = Outlet("Harbour Beacon", (), ("harbourbeacon.example",), "NZ", "public")


@pytest.mark.parametrize(
    ("host", "country"),
    [
        ("x.de", "DE"),
        ("news.x.co.uk", "GB"),
        ("x.com", ""),
        ("x.tv", ""),
        ("x.su", "RU"),
        ("x.eu", ""),
        ("x.io", ""),
        ("", ""),
        ("127.0.0.1", ""),
    ],
)
def test_the_country_is_guessed_by_the_domains_ending(host: str, country: str) -> None:
    assert country_of_host(host) == country


def test_a_registered_relative_lends_country_and_owner_but_it_stays_a_guess() -> None:
    by_domain = guess_outlet("Beacon Live", "https://live.harbourbeacon.com/1", Registry([BEACON]))
    by_name = guess_outlet("Harbour Beacon World", "", Registry([BEACON]))
    for guess in (by_domain, by_name):
        assert (guess.country, guess.ownership, guess.is_guess) == ("NZ", "public", True)


def test_without_relatives_the_owner_is_unknown() -> None:
    guess = guess_outlet("Tidings", "tidings.fr", Registry([BEACON]))
    assert guess == Outlet("Tidings", (), ("tidings.fr",), "FR", "unknown", is_guess=True)


@pytest.mark.parametrize(
    ("title", "host", "name"),
    [
        ("Harbour Gazette - World", "www.harbourgazette.co.uk", "Harbour Gazette"),
        ("World | The Harbour Gazette", "harbourgazette.com", "The Harbour Gazette"),
        ("Harbour Gazette - World", "harbourgazette.org.nz", "Harbour Gazette"),
        ("Harbour Gazette - World", "harbourgazette.or.jp", "Harbour Gazette"),
        ("Harbour Gazette - World", "harbourgazette.com.au", "Harbour Gazette"),
        ("Latest news", "harbourgazette.com", ""),
        ("", "harbourgazette.com", ""),
    ],
)
def test_a_feeds_title_names_the_outlet_when_its_host_confirms_it(title: str, host: str, name: str) -> None:
    assert name_from_feed(title, host) == name
