"""The numbers in the sentences of the page, at its first state and at some others."""

from tests.reader import Reader


def said(reader):
    return " ".join(element.value for element in reader.at.markdown).replace("\u00a0", " ")


def test_the_sentences_have_the_numbers_of_what_was_computed():
    shown_text = said(Reader("tensors"))
    # 24 numbers of 32 bits.
    assert "shape **(2, 3, 4)**, dtype **int32**: 24 elements of 4 bytes, 96 bytes" in shown_text
    # One row of four in each of two slices.
    assert "`a[:, 0]` takes **8** of 24 cells. The shape (2, 3, 4) becomes **(2, 4)**" in shown_text
    # Only the first and the last number of a matrix stay where they are.
    assert "[0, 4, 8, 1] and so on: only **2** of the 12" in shown_text
    # 12 - 3 copies of a column, 12 - 4 of a row.
    assert "(3, 1) + (4,) gives **(3, 4)**: 12 sums. **17** of the cells" in shown_text
    assert "255 + 3 = **2**. Of the 7 sums **3** are wrong" in shown_text
    assert "is seen in `other` as well" in shown_text


def test_other_settings_are_told_as_they_are():
    reader = Reader("tensors")
    reader.set(how="range", what="value", kind="float32", other="int32", left="[]", example="own")
    reader.set(start=-1, stop=4, step=-1, n=1, right="[2, 3, 1]")
    shown_text = said(reader)
    assert "`a[:, -1:4:-1]` takes **0** of 24 cells" in shown_text
    assert "shape **(3, 1, 2)**" in shown_text
    assert "() + (2, 3, 1) gives **(2, 3, 1)**: 6 sums. **5** of the cells" in shown_text
    assert "16777216 + 1 = **16777216**. Of the 7 sums **1** are wrong" in shown_text
    assert "adds int32 and int32, and gives **int32**; NumPy gives **int32**" in shown_text
    assert "is **not** seen in `other`" in shown_text


def test_the_challenge_is_met_by_what_it_asks_for():
    reader = Reader("tensors")
    assert reader.frame["challenge.reached"] not in said(reader)
    reader.set(example="own")
    reader.set(own="[[[1, 2, 3]], [[4, 5, 6]]]")
    assert reader.frame["challenge.reached"] in said(reader)


def test_what_tensorflow_refuses_is_shown_with_its_own_words():
    reader = Reader("tensors", demo="slice")
    reader.set(i=4)
    assert any("out of bounds" in each.value for each in reader.at.error)
    reader = Reader("tensors", demo="reshape")
    reader.set(target="[5, 3]")
    assert any("requested shape has 15" in each.value for each in reader.at.error)
    reader = Reader("tensors", demo="broadcast")
    reader.set(left="[3]")
    assert any("Incompatible shapes: [3] vs. [4]" in each.value for each in reader.at.error)
    reader = Reader("tensors", demo="copy")
    reader.set(what="item")
    assert any("does not support item assignment" in each.value for each in reader.at.error)
