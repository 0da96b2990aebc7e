import pytest

from handrail.kernel.errors import Invalid
from handrail.programs.wording import one_line


def test_a_line_keeps_its_spelling_in_any_script():
    assert (
        one_line("  Siobhán O’Neill-\u0645\u0631\u06cc\u0645 ", "/name", most=40)
        == "Siobhán O’Neill-\u0645\u0631\u06cc\u0645"
    )
    assert one_line("e\u0301", "/name", most=1) == "\u00e9"


@pytest.mark.parametrize("text", ["", "   ", "two\nlines", "turned\u202e", "tag\U000e0041", "x" * 41])
def test_what_cannot_stand_on_a_line_is_refused_without_being_repeated(text: str):
    with pytest.raises(Invalid) as refused:
        one_line(text, "/name", most=40)

    (fault,) = refused.value.faults
    assert fault.at == "/name"
    assert not text.strip() or text not in fault.says
