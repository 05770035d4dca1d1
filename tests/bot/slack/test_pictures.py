from tests.bot.slack.pictures import FOLDER, pictures


def test_the_pictures_of_the_documents_are_what_the_code_makes() -> None:
    found = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.svg")}
    assert found == pictures(), "write them anew: python -m tests.bot.slack.pictures"
