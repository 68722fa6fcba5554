"""The review form: filled from an assessment, signed, read back into the package."""

import io
import re
import zipfile

import openpyxl
import pytest

import lcabridge
from lcabridge.assess.review import FIELDS, read_form
from lcabridge.errors import LcabridgeError
from lcabridge.model import has_cjk

SIGNED = {
    "reviewer.name": "Reviewer 1",
    "reviewer.organisation": "审查机构",
    "review.date": "2026-01-31",
    "review.type": "Independent external review",
    "opinion": "质量平衡可接受。",
    "opinion.rigour": "The method is documented.",
    "conclusion": "修改后通过",
    "signature": "Reviewer 1",
}


@pytest.fixture(scope="module")
def steel(tmp_path_factory):
    """An ILCD package of three processes."""
    from lcabridge.testing.samples import packages

    folder = tmp_path_factory.mktemp("steel")
    path = folder / "steel.zip"
    lcabridge.write(packages()["supply chain"], path, to="ilcd")
    return path


def template(cli, source, path):
    code, _, err = cli("assess", source, "--fail-on", "never", "--review-template", path)
    assert code == 0, err
    return path


def sign_xlsx(path, values):
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(min_row=2):
        if row[0].value in values:
            row[2].value = values[row[0].value]
    book.save(path)


def sign_docx(path, values):
    """Put text into the third cell of a line, as Word does: in two runs."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    text = parts["word/document.xml"].decode()
    for key, value in values.items():
        start = text.index(f">{key}</w:t>")
        end = text.index("</w:tr>", start)
        cells = text[start:end].split("<w:tc>")
        half = len(value) // 2
        runs = f"<w:r><w:t>{value[:half]}</w:t></w:r><w:r><w:t>{value[half:]}</w:t></w:r>"
        cells[2] = re.sub(r"<w:r>.*</w:r>", runs, cells[2])
        text = text[:start] + "<w:tc>".join(cells) + text[end:]
    parts["word/document.xml"] = text.encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)
    path.write_bytes(out.getvalue())


SIGN = {"xlsx": sign_xlsx, "docx": sign_docx}


def test_the_form_has_every_line_the_checks_and_the_findings(cli, steel, tmp_path):
    book = openpyxl.load_workbook(template(cli, steel, tmp_path / "form.xlsx"))
    lines = {row[0].value: row[2].value for row in book.worksheets[0].iter_rows(min_row=2)}
    assert set(lines) == {field.key for field in FIELDS}
    assert lines["package"] == "steel.zip (ilcd)"
    assert lines["conclusion"] is None
    checks = [row[0].value for row in book.worksheets[1].iter_rows(min_row=2)]
    assert any("Mass is balanced" in name and "质量" in name for name in checks)
    assert len(checks) > 40
    assert len(book.worksheets) == 3


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_a_signed_form_comes_back_as_source_file_contact_and_review(cli, steel, tmp_path, kind):
    form = template(cli, steel, tmp_path / f"form.{kind}")
    SIGN[kind](form, SIGNED)
    code, _, err = cli("review", steel, form, "-o", tmp_path / "reviewed.zip")
    assert code == 0, err
    with lcabridge.read(tmp_path / "reviewed.zip") as package:
        process = next(package.entities("process"))
        review = process.reviews[-1]
        assert review.type == "Independent external review"
        assert "Conclusion: accepted with conditions." in review.details["en"]
        assert "The method is documented." in review.details["en"]
        assert "审查结论：修改后通过。" in review.details["zh"]
        assert "质量平衡可接受。" in review.details["zh"]
        assert [s.name for s in review.scopes] == ["Documentation", "Life cycle inventory methods"]
        source = next(s for s in package.entities("source") if s.uuid == review.report.uuid)
        contact = next(c for c in package.entities("contact") if c.uuid == review.reviewers[0].uuid)
        assert contact.name["en"] == "Reviewer 1"
        assert source.files == [f"../external_docs/form.{kind}"]
        assert package.report.worst() is None or package.index.find(review.report)
    with zipfile.ZipFile(tmp_path / "reviewed.zip") as packed:
        name = next(n for n in packed.namelist() if n.endswith(f"external_docs/form.{kind}"))
        assert packed.read(name) == form.read_bytes()


def test_chinese_names_stand_in_chinese_texts_only(cli, steel, tmp_path):
    form = template(cli, steel, tmp_path / "form.xlsx")
    sign_xlsx(form, {**SIGNED, "reviewer.name": "审查人", "signature": "审查人"})
    assert cli("review", steel, form, "-o", tmp_path / "reviewed.zip")[0] == 0
    with lcabridge.read(tmp_path / "reviewed.zip") as package:
        reviewed = next(package.entities("process")).reviews[-1]
        contact = next(c for c in package.entities("contact") if c.uuid == reviewed.reviewers[0].uuid)
        source = next(s for s in package.entities("source") if s.uuid == reviewed.report.uuid)
    assert contact.name == {"zh": "审查人"}
    assert set(source.citation) == {"zh"}
    assert "审查人" in reviewed.details["zh"]
    assert not has_cjk(reviewed.details["en"])


def test_the_same_form_twice_is_one_review(cli, steel, tmp_path):
    form = template(cli, steel, tmp_path / "form.xlsx")
    sign_xlsx(form, SIGNED)
    assert cli("review", steel, form, "-o", tmp_path / "one.zip")[0] == 0
    # the reviewed package has a contact and a source more: the form was made before
    code, _, err = cli("review", tmp_path / "one.zip", form, "-o", tmp_path / "two.zip")
    assert code == 2
    assert "other data sets or versions" in err
    assert cli("review", tmp_path / "one.zip", form, "-o", tmp_path / "two.zip", "--force")[0] == 0
    with lcabridge.read(tmp_path / "one.zip") as one, lcabridge.read(tmp_path / "two.zip") as two:
        assert len(next(one.entities("process")).reviews) == len(next(two.entities("process")).reviews)
        assert len(one.index) == len(two.index)


def test_only_the_data_sets_named_are_reviewed(cli, steel, tmp_path):
    form = template(cli, steel, tmp_path / "form.xlsx")
    sign_xlsx(form, SIGNED)
    code, _, err = cli("review", steel, form, "-o", tmp_path / "x.zip", "--process", "nothing of that name")
    assert code == 2
    assert "no process or model is called" in err
    assert not (tmp_path / "x.zip").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"signature": ""}, "not complete: Signed by"),
        ({"review.date": "31.1.2026"}, "review.date cannot be"),
        ({"review.type": "a look"}, "review.type cannot be"),
        ({"conclusion": "maybe"}, "conclusion cannot be"),
    ],
)
def test_a_form_that_is_not_signed_or_filled_wrongly_is_refused_with_its_line(cli, steel, tmp_path, change, said):
    form = template(cli, steel, tmp_path / "form.xlsx")
    sign_xlsx(form, {**SIGNED, **change})
    code, _, err = cli("review", steel, form, "-o", tmp_path / "x.zip")
    assert code == 2
    assert said in err
    assert "form.xlsx" in err


@pytest.mark.parametrize("name", ["form.xlsx", "form.docx"])
def test_what_is_no_form_is_refused(tmp_path, name):
    path = tmp_path / name
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("x.txt", "nothing")
    with pytest.raises(LcabridgeError):
        read_form(path)
    path.write_bytes(b"")
    with pytest.raises(LcabridgeError):
        read_form(path)


def test_a_form_of_another_kind_is_refused_before_any_work(cli, steel, tmp_path):
    code, _, err = cli("assess", steel, "--review-template", tmp_path / "form.pdf")
    assert code == 2
    assert ".xlsx, .docx" in err
