"""``inspect`` on packages in several languages."""

import json

import lcabridge
from lcabridge.cli import run
from lcabridge.model import Contact


def test_languages_of_names_are_counted(tmp_path, capsys):
    names = [{"en": "Works"}, {"en": "Mill", "de": "Mühle"}, {"de": "Werk"}, {"zh": "工厂"}]
    contacts = [Contact(uuid=f"00000000-0000-4000-8000-00000000c00{n}", name=name) for n, name in enumerate(names)]
    lcabridge.write(contacts, tmp_path / "contacts.zip", to="ilcd")
    assert run(["inspect", str(tmp_path / "contacts.zip"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["name_languages"] == {"en": 2, "de": 2, "zh": 1}
