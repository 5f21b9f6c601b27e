"""Compares `zongjie evaluate` with the reference scorer ../shared/score.py: every figure must agree.

    python benchmarks/check_evaluate.py [OUT_OF_GOLD OUT_OF_GOLD_POLICY]

Without arguments it scores disturbed copies of the gold (records dropped, moved, changed and added by a fixed seed), so
that every branch of the matching is met. It skips, saying why, where ../shared is absent.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from zongjie.evaluate import Part, evaluate
from zongjie.evaluate.records import KINDS, gold_records, read_gold, read_text

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
SETS = (("gold", "seeds"), ("gold-policy", "excerpts"))
SEEDS = range(8)


def disturb(gold: Path, texts: Path, out: Path, draw: random.Random) -> None:
    """Write a dataset of jsonl tables to `out`: the gold with faults of every kind."""
    tables: dict[str, list[dict[str, object]]] = {kind: [] for kind in KINDS}
    for number, gold_file in enumerate(sorted(gold.glob("*.json"))):
        path, raw, _ = read_gold(gold_file)
        text = read_text(texts / path)
        records, _ = gold_records(raw, text)
        for kind, rows in records.items():
            fields = sorted({name for row in rows for name in row.fields} - {"optional", "quote", "anchor"})
            for row in rows:
                cells = {name: row.fields.get(name) for name in fields}
                start, end = row.start, row.end
                lot = draw.random()
                if lot < 0.1:
                    continue
                if lot < 0.3:
                    start, end = max(0, start - draw.randint(0, 6)), min(len(text), end + draw.randint(0, 6))
                elif lot < 0.4:
                    name = draw.choice(fields)
                    cells[name] = draw.choice(rows).fields.get(name)
                elif lot < 0.5:
                    start = draw.randrange(len(text) - 40)
                    end = start + draw.randint(1, 40)
                if draw.random() < 0.05:
                    cells["optional"] = True
                where = {"document_id": f"d{number}", "start": start, "end": end, "text": text[start:end]}
                tables[kind].append({**cells, **where} | ({"path": path} if kind == "documents" else {}))
        tables["documents"].append({"document_id": f"d{number}", "path": path, "start": 0, "end": len(text)})
    for kind, rows in tables.items():
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        (out / f"{kind}.jsonl").write_text("\n".join(lines), "utf-8", newline="\n")


def compare(parts: list[Part]) -> int:
    """How many figures of both scorers differ; each is printed."""
    (first, *rest) = [[str(p.gold), str(p.texts), str(p.out)] for p in parts]
    also = [word for part in rest for word in ("--also", *part)]
    command = [sys.executable, str(SHARED / "score.py"), *first, *also, "--json", "--errors", "100000"]
    printed = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False).stdout
    theirs, end = json.JSONDecoder().raw_decode(printed)
    result = evaluate(parts)
    ours = result.figures()
    differing = [name for name in sorted({*ours, *theirs}) if ours.get(name) != theirs.get(name)]
    for name in differing:
        print(f"differs: {name}: {ours.get(name)} here, {theirs.get(name)} there")
    if list(result.errors) != printed[end:].strip("\n").split("\n"):
        differing.append("errors")
        print("differs: the lines of errors")
    return len(differing)


def main() -> int:
    if not (SHARED / "score.py").is_file():
        print(f"skipped: no {SHARED / 'score.py'}; this check is for development beside the reference scorer")
        return 0
    folders = [(SHARED / gold, SHARED / texts) for gold, texts in SETS]
    if len(sys.argv) > 1:
        outs = map(Path, sys.argv[1:])
        wrong = compare([Part(out, *folder) for out, folder in zip(outs, folders, strict=False)])
        print(f"{wrong} figures differ")
        return int(wrong > 0)
    wrong = 0
    for seed in SEEDS:
        with tempfile.TemporaryDirectory() as temporary:
            parts = []
            for number, (gold, texts) in enumerate(folders):
                out = Path(temporary) / str(number)
                out.mkdir()
                disturb(gold, texts, out, random.Random(seed))
                parts.append(Part(out, gold, texts))
            wrong += compare(parts) + compare(parts[:1])
    print(f"{wrong} figures differ over {len(SEEDS)} disturbed copies")
    return int(wrong > 0)


if __name__ == "__main__":
    raise SystemExit(main())
