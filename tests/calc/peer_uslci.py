"""Scores of USLCI by Brightway, from the raw JSON: run by test_brightway.py in a Python that has bw2calc.

An independent reading of openLCA's conventions: input/output signs, avoided products credited, one column a product where
the process asks for physical allocation (missing factor 1), unallocated co-products left aside, default providers only.
Prints JSON: "process flow" -> [sums of all elementary flows, carbon dioxide] per reference unit, in the order of the exchanges.
"""

import json
import sys
import zipfile

import bw2calc
import bw_processing
import numpy as np

CO2 = "Carbon dioxide"


def load(path):
    kinds = {"processes": {}, "flows": {}, "unit_groups": {}, "flow_properties": {}}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            folder = name.split("/")[-2] if "/" in name else ""
            if folder in kinds and name.endswith(".json"):
                entity = json.loads(archive.read(name))
                kinds[folder][entity["@id"]] = entity
    return kinds


def main():  # noqa: C901  # one straight reading of the conventions, meant to be read beside openLCA's manual
    kinds = load(sys.argv[1])
    units = {u["@id"]: u.get("conversionFactor", 1.0) for g in kinds["unit_groups"].values() for u in g["units"]}

    def amount(e):
        # exchanges in another property than the flow's reference are converted by its factor
        flow = kinds["flows"][e["flow"]["@id"]]
        factor = units[e["unit"]["@id"]]
        for p in flow["flowProperties"]:
            if p["flowProperty"]["@id"] == e["flowProperty"]["@id"] and not p.get("referenceFlowProperty"):
                factor /= p["conversionFactor"]
        return e.get("amount", 0.0) * factor

    def kind(e):
        return kinds["flows"][e["flow"]["@id"]]["flowType"]

    columns, places = [], {}
    for process in kinds["processes"].values():
        supplied = [
            e
            for e in process["exchanges"]
            if e.get("quantitativeReference")
            or (kind(e) == "PRODUCT_FLOW" and not e.get("input") and not e.get("avoidedProduct") and e["amount"] > 0)
            or (kind(e) == "WASTE_FLOW" and e.get("input"))
        ]
        method = process.get("defaultAllocationMethod", "NO_ALLOCATION")
        factors = {
            a["product"]["@id"]: a["value"]
            for a in process.get("allocationFactors", [])
            if a["allocationType"] == method
        }
        for e in supplied:
            share = factors.get(e["flow"]["@id"], 1.0) if len(supplied) > 1 and method == "PHYSICAL_ALLOCATION" else 1.0
            places.setdefault((process["@id"], e["flow"]["@id"]), len(columns))
            columns.append((process, e, share, {id(s) for s in supplied}))
    tech, bio, flows = [], [], {}
    for j, (process, reference, share, supplied) in enumerate(columns):
        # Every column stands for one reference unit: Brightway does not scale, and with reference amounts down to
        # 4e-14 in this package its solution loses eight digits.
        per = amount(reference)
        tech.append((j, j, 1.0))
        for e in process["exchanges"]:
            if id(e) in supplied:
                continue
            value = share * amount(e) / per
            if kind(e) == "ELEMENTARY_FLOW":
                key = (e["flow"]["@id"], bool(e.get("input")))
                bio.append((flows.setdefault(key, len(flows)), j, value))
            elif e.get("defaultProvider"):
                i = places.get((e["defaultProvider"]["@id"], e["flow"]["@id"]))
                sign = 1.0 if e.get("avoidedProduct") else -1.0
                if i is not None:
                    tech.append((i, j, sign * value))
    shift = 1_000_000
    names = {key: kinds["flows"][key[0]]["name"] for key in flows}
    measures = [
        [(i + shift, 1.0) for i in flows.values()],
        [(flows[key] + shift, 1.0) for key in flows if names[key] == CO2 and not key[1]],
    ]
    found = {}
    for number, measure in enumerate(measures):
        data = bw_processing.create_datapackage()

        def vector(name, matrix, cells, data=data):
            indices = np.empty(len(cells), dtype=bw_processing.INDICES_DTYPE)
            indices["row"], indices["col"] = [c[0] for c in cells], [c[1] for c in cells]
            values = np.array([c[2] for c in cells], dtype=float)
            data.add_persistent_vector(matrix=matrix, name=name, data_array=values, indices_array=indices)

        vector("a", "technosphere_matrix", tech)
        vector("b", "biosphere_matrix", [(i + shift, j, v) for i, j, v in bio])
        vector("c", "characterization_matrix", [(i, i, v) for i, v in measure])
        lca = bw2calc.LCA({0: 1.0}, data_objs=[data])
        lca.lci(factorize=True)
        lca.lcia()
        for j, (process, reference, _, _) in enumerate(columns):
            lca.lcia({j: 1.0})
            key = f"{process['@id']} {reference['flow']['@id']}"
            found.setdefault(key, [[], []])[number].append(float(lca.score))
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
