"""Country codes that a config file may use: ISO 3166-1 alpha-2. Hong Kong, Macau and Taiwan have codes of their own there."""

from retrieval.language.countries import country_codes

# The standard leaves XA to XZ to its users: for the invented countries of samples and tests.
_INVENTED = {f"X{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
COUNTRIES = country_codes() | _INVENTED
COUNTRY_HINT = "write a country as its two-letter ISO code, like US, GB, CN, HK"
