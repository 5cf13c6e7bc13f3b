import pytest

from retrieval.language.detect import clean_language, detect_language, entry_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The old bridge was opened by the mayor", "en"),
        ("Der Hafen wurde gestern wieder geöffnet", "de"),
        ("Le président a inauguré le nouveau pont", "fr"),
        ("中国宣布", "zh"),
        ("日本は抗議", "ja"),
        ("한국 정부", "ko"),
        ("Министр открыл новый мост в городе", "ru"),
        ("Η κυβέρνηση", "el"),
        ("הממשלה", "he"),
        ("รัฐบาล", "th"),
        ("সরকার", "bn"),
        ("அரசு", "ta"),
        ("ప్రభుత్వం", "te"),
        ("მთავრობა", "ka"),
        ("կառավարություն", "hy"),
        ("រដ្ឋាភិបាល", "km"),
        ("အစိုးရ", "my"),
        ("ລັດຖະບານ", "lo"),
        ("གཞུང", "bo"),
        ("መንግሥት", "am"),
        ("सरकार ने कहा है कि पुल कल खुलेगा और लोग वहाँ जा सकते हैं", "hi"),
        ("حکومت نے نیا پل کھول دیا ہے", "ur"),
        ("", ""),
        ("1234", ""),
    ],
)
def test_languages_are_told_from_few_words(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("tag", "code"), [("en-US", "en"), ("zh_CN", "zh"), (" EN ", "en"), ("iw", "he"), ("English", ""), ("", "")]
)
def test_language_tags_are_reduced_to_their_code(tag: str, code: str) -> None:
    assert clean_language(tag) == code


def test_a_feed_is_believed_about_its_language_unless_the_script_contradicts_it() -> None:
    assert entry_language("Bridge opens", "sv-SE") == "sv"
    assert entry_language("高市早苗首相", "ja") == "ja"
    assert entry_language("中国宣布新的出口规定", "en") == "zh"


@pytest.mark.parametrize(("names", "language"), [("Prix Goncourt", "fr"), ("Barcelona Real Madrid", "")])
def test_names_alone_are_in_a_language_only_where_it_is_likely(names: str, language: str) -> None:
    assert detect_language(names) == language


def test_the_beginning_of_a_text_tells_its_language() -> None:
    word, sign = "the bridge was opened ", "桥"
    assert detect_language(word * 38 + sign * 400) == "zh"
    assert detect_language(word * 50 + sign * 400) == "en"


@pytest.mark.parametrize("stated", ["zh", "ja", "ko"])
def test_chinese_characters_are_plausible_in_three_languages(stated: str) -> None:
    assert entry_language("東京都知事", stated) == stated
    assert entry_language("東京都知事", "fr") == "zh"
