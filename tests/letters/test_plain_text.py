"""The plain-text twin says what the page says, in the same order, and nothing more."""

from typing import Any

import pytest
from tests.letters.builders import CHECK, HEAD, content
from tests.letters.test_pdf import FOOTER, TYPESETTER, text_of

from handrail.letters.choices import Language, Level
from handrail.letters.plain_text import plain_text


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("check", [CHECK, None])
def test_every_word_of_the_page_stands_in_it(level: Level, language: Language, check: Any):
    letter = content(level, language=language, check=check)
    twin, page = FOOTER.sub("", plain_text(letter)).split(), text_of(TYPESETTER.draw(letter)).replace("•", " ").split()
    assert sorted(word for word in twin if word != "-") == sorted(page)


def test_its_parts_come_in_the_order_of_the_page():
    letter = content(Level.NAMED)
    text = plain_text(letter)
    found = [
        text.find(part) for part in (HEAD.name, letter.title, *letter.sentences, HEAD.signer_name, letter.check_code)
    ]
    assert -1 not in found
    assert found == sorted(found)
    assert text.endswith("Letter 7K2M-4Q9R-TV3X-W5YZ\n")
