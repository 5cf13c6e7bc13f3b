"""How people name a country's press: adjective, country, capital. For questions only; sides are made of outlets."""

_LINES = """
    US: american us u.s. washington united states
    CN: chinese china beijing mainland
    HK: hong kong
    MO: macau macao
    TW: taiwanese taiwan taipei
    JP: japanese japan tokyo
    KR: south korean korean seoul
    KP: north korean pyongyang
    IN: indian india new delhi delhi
    PK: pakistani pakistan islamabad
    VE: venezuelan venezuela caracas
    GB: british uk u.k. britain london
    RU: russian russia moscow kremlin
    UA: ukrainian ukraine kyiv kiev
    FR: french france paris
    DE: german germany berlin
    ES: spanish spain madrid
    IT: italian italy rome
    QA: qatari qatar doha
    IL: israeli israel
    IR: iranian iran tehran
    TR: turkish turkey ankara
    SG: singaporean singapore
    AU: australian australia canberra
    CA: canadian canada ottawa
    BR: brazilian brazil
    MX: mexican mexico
    CO: colombian colombia bogota
    CU: cuban cuba havana
    PH: philippine filipino manila
    VN: vietnamese vietnam hanoi
    ID: indonesian indonesia jakarta
    MY: malaysian malaysia
    TH: thai thailand bangkok
    SA: saudi riyadh
    EG: egyptian egypt cairo
    ZA: south african
"""
_MANY_WORDS = ("united states", "hong kong", "south korean", "north korean", "new delhi", "south african")


def _read() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _LINES.strip().splitlines():
        code, _, names = line.strip().partition(": ")
        for phrase in _MANY_WORDS:
            if phrase in names:
                found[phrase] = code
                names = names.replace(phrase, "")
        found.update(dict.fromkeys(names.split(), code))
    return found


COUNTRY_OF: dict[str, str] = _read()
"""Lower-case name -> ISO 3166 alpha-2."""
