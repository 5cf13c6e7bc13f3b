from bot.digest.stories.grouping import Story
from bot.digest.write.draft import Line
from bot.digest.write.model_writer import reply_schema
from tests.builders import NOON, article


def test_the_schema_knows_only_the_items_and_articles_that_there_are() -> None:
    told = Story("a", "A", ("a",), (), NOON, NOON, "new", 1)
    lines = [Line("x", "", told, (article("A"), article("B"))), Line("y", "", told, (article("A"),))]
    schema = reply_schema(lines)["properties"]["sentences"]
    assert schema["maxItems"] == 2
    assert schema["items"]["properties"]["item"]["enum"] == [1, 2]
    assert schema["items"]["properties"]["articles"]["items"]["enum"] == [1, 2]
