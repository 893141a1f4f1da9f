#!/usr/bin/env python3
"""Check an evidence archive of a deal. Needs nothing but Python 3.8 or newer: python3 verify.py

检查存证包：在解压后的文件夹里运行 python3 verify.py，不需要平台软件，也不需要联网。
"""

import hashlib
import json
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
MANIFEST = "MANIFEST.sha256"
wrong = []


def tell(chinese, english):
    """Remember one thing that does not fit."""
    wrong.append(f"{chinese} / {english}")


def sha256_of(path):
    """SHA-256 of a file, read piece by piece."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def check_files():
    """Every file is there and has the hash of the list; what is not in the list is named."""
    hashes = {}
    for line in (FOLDER / MANIFEST).read_text(encoding="utf-8").splitlines():
        expected, _, name = line.partition("  ")
        path = FOLDER / name
        if not path.is_file():
            tell(f"缺少文件：{name}", f"missing file: {name}")
            continue
        hashes[name] = sha256_of(path)
        if hashes[name] != expected:
            tell(f"文件内容变了：{name}", f"file has changed: {name}")
    listed = set(hashes) | {MANIFEST}
    for path in sorted(FOLDER.rglob("*")):
        name = path.relative_to(FOLDER).as_posix()
        if (
            path.is_file()
            and name not in listed
            and "__pycache__" not in name
            and not any(name in one for one in wrong)
        ):
            tell(f"清单里没有的文件：{name}", f"file that is not in the list: {name}")
    return hashes


def check_log():
    """Each line holds the hash of the one before, and each entry the hash of its own content."""
    previous, entries, links, number = None, 0, 0, None
    known = set()
    with (FOLDER / "log.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            number = row["id"]
            if previous is not None and row["previous_hash"] != previous:
                tell(f"日志在第 {number} 条断开", f"the log is broken at entry {number}")
            previous = row["hash"]
            if "hashed" not in row:
                links += 1
                continue
            entries += 1
            content = json.loads(row["hashed"])
            if hashlib.sha256(row["hashed"].encode("utf-8")).hexdigest() != row["hash"]:
                tell(f"日志第 {number} 条的内容与哈希不符", f"entry {number} does not have its hash")
            if content[0] != row["previous_hash"] or content[1] != row["at"] or content[2] != row["action"]:
                tell(f"日志第 {number} 条的说明与内容不符", f"entry {number} is not what it is said to be")
            known.update(str(value) for key, value in content[9].items() if key.endswith("sha256"))
    return entries, links, number, previous, known


def check_records(hashes, known):
    """Each text has the hash that stands in the log; each file the one with which it was uploaded."""
    texts, found = 0, 0
    with (FOLDER / "records.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row.get("text"):
                texts += 1
                if hashlib.sha256(row["text"].encode("utf-8")).hexdigest() != row["sha256"]:
                    tell(
                        f"记录“{row['key']}”的文本与哈希不符", f"the text of record {row['key']} does not have its hash"
                    )
            for file in row["files"]:
                if file["uploaded_sha256"] and hashes.get(file["path"]) != file["uploaded_sha256"]:
                    tell(f"{file['path']} 与上传时的哈希不符", f"{file['path']} is not as it was uploaded")
            for seal in row["logged"]:
                if seal in known:
                    found += 1
                else:
                    tell(f"记录“{row['key']}”的哈希不在日志里", f"a hash of record {row['key']} is not in the log")
            if row.get("text") and row["logged"] and row["sha256"] not in row["logged"]:
                tell(f"记录“{row['key']}”换了哈希", f"record {row['key']} has another hash than the log")
    return texts, found


def main():
    """Check everything; exit status 1 when something does not fit."""
    hashes = check_files()
    try:
        entries, links, last, head, known = check_log()
        texts, found = check_records(hashes, known)
        export = json.loads((FOLDER / "export.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        tell(f"日志或记录读不出来：{error}", f"the log or the records cannot be read: {error}")
        entries = links = texts = found = 0
    else:
        if (last, head) != (export["head_id"], export["head_hash"]):
            tell("日志的最后一条不是导出时的链头", "the last entry of the log is not the head of the chain")
    if wrong:
        print(f"有 {len(wrong)} 处不符 / {len(wrong)} findings:")
        for one in wrong:
            print(f"- {one}")
        return 1
    print(f"OK: {len(hashes)} 个文件 / files, {entries} 条日志 / entries, {links} 条链接 / links,", end=" ")
    print(f"{texts} 段文本 / texts, {found} 个哈希与日志一致 / hashes that stand in the log")
    print(f"链头 / head: {last} {head}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
