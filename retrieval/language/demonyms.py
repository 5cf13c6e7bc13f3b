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


_OTHER_LANGUAGES = {
    "CN": "中国 中国大陆 中方 中 chino china chinos chinas",
    "US": "美国 美方 美 estadounidense estadounidenses ee.uu. eeuu",
    "JP": "日本 日方 japones japonesa japoneses japón",
    "TW": "台湾 taiwanes taiwanesa taiwaneses",
    "IN": "印度 indio indios indias",
    "PK": "巴基斯坦 pakistaníes",
    "VE": "委内瑞拉 venezolano venezolana venezolanos venezolanas",
    "RU": "俄罗斯 ruso rusa rusos rusas rusia",
    "GB": "英国 británico británica británicos británicas",
    "FR": "法国",
    "DE": "德国",
    "KR": "韩国",
    "HK": "香港",
}

COUNTRY_OF: dict[str, str] = _read() | {"estados unidos": "US", "ee. uu.": "US"}
COUNTRY_OF.update((name, code) for code, names in _OTHER_LANGUAGES.items() for name in names.split())
"""Lower-case name -> ISO 3166 alpha-2."""

CLOSE_TO = {"CN": frozenset({"HK", "MO"})}
"""Countries whose outlets topics put on the side of another."""
