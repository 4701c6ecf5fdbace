"""Two texts compared: sentences added, removed, changed and moved, and the words that changed in them."""

from targets.planning.comparison import compare, names_quantity
from targets.planning.sentences import DocumentText, Sentence

BEFORE = """一、就业
（一）就业目标。全年城镇新增就业1.8万人，登记失业率控制在4.6%以内。做好补贴政策的落实。
（二）培训。全年培训失业人员1.5万人。召开一次会议。"""
AFTER = """一、就业
（一）就业目标。全年城镇新增就业2万人，登记失业率控制在4.6%以内。
（二）培训。召开一次会议。全年培训失业人员1.5万人。新建公共实训基地3个。"""


def _texts(sentences):
    return [one.text for one in sentences]


def test_sentences_are_added_removed_changed_and_moved():
    found = compare(DocumentText(BEFORE), DocumentText(AFTER))
    assert _texts(found.added) == ["新建公共实训基地3个。"]
    assert _texts(found.removed) == ["做好补贴政策的落实。"]
    assert found.moved == 1
    [change] = found.changed
    assert [piece.text for piece in change.before_pieces if piece.differs] == ["1.8"]
    assert [piece.text for piece in change.after_pieces if piece.differs] == ["2"]
    assert "".join(piece.text for piece in change.after_pieces) == change.after.text


def test_the_words_of_a_commitment_are_carried_into_the_changed_sentence():
    [change] = compare(DocumentText(BEFORE), DocumentText(AFTER)).changed
    assert change.carried("全年城镇新增就业1.8万人") == "全年城镇新增就业2万人"
    assert change.carried("登记失业率控制在4.6%以内") == "登记失业率控制在4.6%以内"
    assert change.carried("1.8") == "2"
    assert change.carried("别的话") == change.carried("") == ""


def test_white_space_and_width_are_no_change_and_nothing_is_compared_with_nothing():
    assert not compare(DocumentText("全年１.8万 人。"), DocumentText("  全年1.8万人。\n\n")).differs
    found = compare(DocumentText(""), DocumentText("全年1.8万人。"))
    assert (len(found.added), found.changed, found.removed) == (1, [], [])


def test_of_several_alike_each_is_paired_with_what_it_is_most_like():
    before = DocumentText("企业职工培训6000人次；技工院校招生600人；")
    after = DocumentText("技工院校招生800人；企业职工培训7000人次；")
    pairs = {change.before.text: change.after.text for change in compare(before, after).changed}
    assert pairs == {"企业职工培训6000人次；": "企业职工培训7000人次；", "技工院校招生600人；": "技工院校招生800人；"}


def test_a_year_a_day_and_a_documents_number_are_no_quantities():
    said = {
        "培训1.5万人": True,
        "合格率达到90%": True,
        "2007年完成": False,
        "2007年6月30日前完成": False,
        "双劳社发〔2007〕18号": False,
        "第18号文件": False,
        "做好各项工作": False,
    }
    assert {text: names_quantity(Sentence(0, text, text)) for text in said} == said
