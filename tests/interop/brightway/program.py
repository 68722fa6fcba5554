"""Run by a Python that has bw2io: imports a package as a user would, and says what Brightway stored and calculates.

    python program.py FORMAT PATH OUT [NAME\tPRODUCT\tLOCATION | CODE]...

OUT gets one JSON object a line: what the importer did, every node with its exchanges, and the inventory of one unit of each
product asked for.
"""

import contextlib
import json
import math
import os
import sys
import tempfile
import warnings
from importlib.metadata import version
from pathlib import Path

os.environ["BRIGHTWAY2_DIR"] = tempfile.mkdtemp()
os.environ.setdefault("BRIGHTWAY_NO_TQDM", "1")
warnings.simplefilter("ignore")

import bw2calc as bc  # noqa: E402
import bw2data as bd  # noqa: E402
import bw2io as bi  # noqa: E402
import bw_processing as bwp  # noqa: E402
import numpy as np  # noqa: E402

DB, ELEMENTARY = "package", "elementary"


def package(path):
    """Import a package: the line that docs/excel.md names."""
    found = bi.BW2Package.import_file(path)
    return (found[0] if isinstance(found, list) else found).name, {}


def linked(importer, **more):
    """Apply an importer's strategies, give it the elementary flows that it names, and write."""
    importer.apply_strategies(**more)
    importer.match_database(fields=("name", "unit", "location", "reference product"), kind="technosphere")
    bd.Database(ELEMENTARY).register()
    importer.add_unlinked_flows_to_biosphere_database(ELEMENTARY)
    left = [exc for ds in importer.data for exc in ds.get("exchanges", []) if not exc.get("input")]
    said = {"unlinked": [[exc.get("type"), exc.get("name"), exc.get("unit")] for exc in left]}
    if left:
        importer.drop_unlinked(i_am_reckless=True)
    importer.write_database()
    return importer.db_name, said


def excel(path):
    return linked(bi.ExcelImporter(path))


def ecospold1(path):
    return linked(bi.SingleOutputEcospold1Importer(path, DB))


def ecospold2(path):
    return linked(bi.SingleOutputEcospold2Importer(path, DB, use_mp=False, biosphere_database_name=ELEMENTARY))


def simapro(path):
    return linked(bi.SimaProBlockCSVImporter(path, DB))


IMPORTS = {
    "brightway": package, "brightway-excel": excel, "ecospold1": ecospold1, "ecospold2": ecospold2, "simapro": simapro,
}  # fmt: skip


def nodes(name):
    for node in bd.Database(name):
        exchanges = [
            {k: v for k, v in exc.as_dict().items() if k != "output"} | {"input": list(exc.input.key)}
            for exc in node.exchanges()
        ]
        yield {"node": {k: v for k, v in node.as_dict().items() if k != "exchanges"}, "exchanges": exchanges}


def doubles(name):
    """Return the stored amounts as arrays of doubles: bw2data's own arrays are of 32 bits, which keeps 7 digits.

    What is put where is bw2data's own rule (``SQLiteBackend.process``).
    """
    found = bwp.create_datapackage(sum_intra_duplicates=True)
    cells = {"technosphere_matrix": {}, "biosphere_matrix": {}}
    for node in bd.Database(name):
        if node.get("type") not in bd.labels.process_node_types:
            continue
        for exc in node.exchanges():
            kind = "biosphere_matrix" if exc["type"] == "biosphere" else "technosphere_matrix"
            amount = -exc["amount"] if exc["type"] in bd.labels.technosphere_negative_edge_types else exc["amount"]
            cells[kind].setdefault((exc.input.id, node.id), []).append(amount)
    for kind, table in cells.items():
        found.add_persistent_vector(
            matrix=kind,
            name=kind,
            indices_array=np.array(list(table), dtype=bwp.INDICES_DTYPE),
            data_array=np.array([math.fsum(amounts) for amounts in table.values()], dtype=np.float64),
        )
    return found


def inventories(name, wanted):
    by_words = {(n["name"], n.get("reference product") or "", n.get("location") or ""): n for n in bd.Database(name)}
    lca, arrays = None, doubles(name)
    for asked in wanted:
        words = tuple(asked.split("\t"))
        node = by_words.get(words) if len(words) == 3 else bd.get_node(database=name, code=asked)
        own = [e["amount"] for e in node.exchanges() if e["type"] == "production" and e.input == node] if node else []
        if not own:
            yield {"asked": asked, "error": "makes nothing" if node else "not there"}
            continue
        # A treatment makes minus what it takes in.
        sign = -1.0 if sum(own) < 0 else 1.0
        if lca is None:
            lca = bc.LCA({node.id: sign}, data_objs=[arrays])
            lca.lci(factorize=True)
            back = {row: bd.get_node(id=key) for key, row in lca.dicts.biosphere.items()}
        else:
            lca.lci({node.id: sign})
        sums = np.asarray(lca.inventory.sum(axis=1)).ravel()
        yield {
            "asked": asked,
            "flows": [
                [
                    back[row]["code"],
                    back[row]["name"],
                    list(back[row].get("categories") or ()),
                    back[row].get("unit"),
                    float(amount),
                ]
                for row, amount in enumerate(sums)
            ],
        }


def main(format_, path, out, *wanted):
    bd.projects.set_current("judge")
    with Path(out).open("w", encoding="utf-8") as file, contextlib.redirect_stdout(sys.stderr):

        def say(what):
            file.write(json.dumps(what, default=str) + "\n")

        name, said = IMPORTS[format_](path)
        say({"tool": f"bw2io {version('bw2io')}, bw2calc {version('bw2calc')}", "database": name, **said})
        for node in nodes(name):
            say(node)
        for found in inventories(name, wanted):
            say(found)


if __name__ == "__main__":
    main(*sys.argv[1:])
