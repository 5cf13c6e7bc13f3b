"""Joins English verbs with past forms that share no stem with them: "rose" is "rise", "met" is "meet"."""

_FORMS = """
    arise arose arisen|be was were been is are|become became|begin began begun|bite bit bitten|blow blew blown|break broke broken
    bring brought|build built|buy bought|catch caught|choose chose chosen|come came|deal dealt|draw drew drawn|drink drank drunk
    drive drove driven|eat ate eaten|fall fell fallen|feed fed|feel felt|fight fought|find found|flee fled|fly flew flown
    forbid forbade forbidden|forget forgot forgotten|freeze froze frozen|get got gotten|give gave given|go went gone
    grow grew grown|hang hung|have had has|hear heard|hide hid hidden|hold held|keep kept|know knew known|lead led|leave left
    lend lent|lie lay lain|lose lost|make made|mean meant|meet met|pay paid|ride rode ridden|ring rang rung|rise rose risen
    run ran|say said|see saw seen|seek sought|sell sold|send sent|shake shook shaken|shoot shot|show shown|shrink shrank shrunk
    sing sang sung|sink sank sunk|sit sat|sleep slept|speak spoke spoken|spend spent|stand stood|steal stole stolen
    strike struck|swear swore sworn|swim swam swum|take took taken|teach taught|tell told|think thought|throw threw thrown
    understand understood|wake woke woken|wear wore worn|win won|withdraw withdrew withdrawn|write wrote written
    die died dies dying|man men|woman women|child children|person people
"""

BASE = {
    form: base
    for entry in _FORMS.replace("\n", "|").split("|")
    if entry.split()
    for base, *forms in [entry.split()]
    for form in forms
}
"""Past or plural form -> base form."""
