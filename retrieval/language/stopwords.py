"""Words that carry no content, by language: written from the grammar books' closed classes, not from any one list.

A word that carries content in another of these languages ("die", "sin", "son") stands only under its own language.
"""


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


STOP_WORDS: dict[str, frozenset[str]] = {
    "en": _words("""a about above after again against all also although am among an and another any anyone anything are aren as
        at be because been before being below between both but by can cannot could couldn did didn do does doesn doing
        don down during each either else ever every everyone everything few for from further get gets getting give
        given go goes going got had hadn has hasn have haven having he hence her here hers herself him himself his how
        however i if in indeed instead into is isn it its itself just least less let like made make makes many may me
        might mine more most much must mustn my myself near neither no nor not now of off often on once one only onto
        or other others otherwise our ours ourselves out over own per perhaps quite rather really said same say saying
        says shall she should shouldn since so some someone something still such tell than that the their theirs them
        themselves then there therefore these they thing things this those though through thus to together told too
        toward towards under until up upon us use used using very via was wasn we well were weren what whatever when
        whenever where wherever whether which while who whoever whom whose why will with within without would
        wouldn yes yet you your yours yourself ll ve re"""),
    "es": _words("""a al algo algunas algunos ante antes aquel aquella aunque como con contra cual cuales cuando de del desde
        donde dos el ella ellas ellos en entre era eran es esa esas ese eso esos esta estaba estado estan estar estas
        este esto estos fue fueron ha habia han hasta hay la las le les lo los mas me mi mientras muy nada ni no nos o
        os otra otras otro otros para pero poco por porque pues que quien quienes se sea segun ser si sido sin sobre
        son su sus tambien tan tanto te tiene tienen toda todas todo todos tras tu un una uno unos y ya yo dijo dicen
        dice"""),
    "fr": _words("""a afin ai ainsi alors au aucun aussi autre autres aux avait avec avoir c ce cela ces cet cette ceux chaque
        ci comme comment d dans de des donc dont du elle elles en encore entre est et etait etaient ete etre eu fait
        il ils j je jusqu l la le les leur leurs lors lui m mais me meme meme mes moi mon n ne ni nos notre nous on ont
        ou par parce pas peu plus pour pourquoi qu quand que quel quelle quels qui quoi s sa sans se ses si son sont
        sous sur ta te tes toi ton tous tout toute toutes tres tu un une vos votre vous y"""),
    "de": _words("""aber als am an auch auf aus bei bin bis bist da damit dann das dass dein dem den denn der des dessen dich die
        dies diese diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines er es etwas euch
        fur gegen gewesen hab haben hat hatte hatten hier ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in indem ins
        ist jede jedem jeden jeder jedes kann kein keine keinen konnen man mehr mein mich mir mit nach nicht nichts noch
        nun nur ob oder ohne sehr sein seine seinem seinen seiner seit sich sie sind so solche soll uber um und uns
        unser unter vom von vor wahrend war waren warum was weil welche wenn wer werde werden wie wieder will wir wird
        wo wurde wurden zu zum zur zwischen"""),
    "pt": _words("""a ao aos as ate com como da das de dela dele deles depois do dos e ela elas ele eles em entre era essa esse
        esta este eu foi foram ha isso isto ja lhe mais mas me mesmo meu minha muito na nas nem no nos o os ou para pela
        pelas pelo pelos por qual quando que quem se sem ser seu seus so sua suas tambem te tem tinha um uma"""),
    "it": _words("""a ad agli ai al alla alle allo anche c che chi ci come con contro cui da dagli dai dal dalla dalle degli dei
        del della delle dello di dove e ed era erano gli ha hanno ho i il in io l la le lei li lo loro lui ma mi mia mio
        ne negli nei nel nella nelle no noi non nostro o per perche piu quale quando quella quelle quelli quello questa
        queste questi questo se sei si sia siamo sono sta su sua sue sugli sui sul sulla suo suoi tra tu tutti un una
        uno vi voi"""),
    "ru": _words("""а без более бы был была были было быть в вам вас весь во вот все всего всех вы где да даже для до его ее если
        есть еще же за здесь и из или им их к как какая какие какой когда кто куда ли мне может мы на над надо нас не
        него нее нет ни них но ну о об однако он она они оно от очень по под при про с сам свои себя со так также такой
        там те тем то того тоже той только том ты у уже что чтобы чем эта эти это этого этой этом этот я"""),
    "zh": _words("""什么 怎么 怎样 如何 哪些 哪个 哪里 为什 么样 是否 是什 我们 你们 他们 她们 它们 这个 那个 这些 那些 一个 以及 并且
        但是
        因为 所以 如果 没有 关于 对于 的是 的 了 是 在 和 与 或 及 吗 呢 吧 就 都 也 而 被 把 对 为 从 到 这 那 有"""),
    "uk": _words("""а без був була були було бути в вам вас весь від він вона вони воно все всі де для до його її з за і із й
        коли ми на над нас не ні них о об однак по під при про та так також там те ти то тому у хто це цей ці що щоб я
        як який якщо"""),
    "ar": _words("""في من على الى إلى عن مع هذا هذه ذلك تلك التي الذي الذين ما ماذا هل كيف متى اين أين لماذا كان كانت يكون قد
        لم لن لا او أو ثم بعد قبل بين كما أن ان إن كل و"""),
}

_CONTENT_ELSEWHERE = _words(
    "die war was son sin sur am an man do no come era per ser sei sui sono mine us de sea comment plus ad"
)

ANY_LANGUAGE: frozenset[str] = frozenset().union(
    STOP_WORDS["en"],
    frozenset({"de"}),
    *(words - _CONTENT_ELSEWHERE for language, words in STOP_WORDS.items() if language != "en"),
)
