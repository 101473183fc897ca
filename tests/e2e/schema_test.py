#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""onward.schema.json judges files as onward does: schema_test.py [unittest arguments]
[--onward PROGRAM]. By python3-jsonschema, as editors would. That the schema has all keys, ranges
and defaults of the reader is tested in src/config/toml."""
import datetime
import json
import pathlib
import sys
import tomllib
import unittest

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not installed")
    sys.exit(77)

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOML = ROOT / "src/config/toml"
SCHEMA = json.loads((TOML / "onward.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
DASHES = "----------\n"
RULE = '[[rule]]\nmatch = "/a"\nto = "/b"\n'
LISTEN = '[[listen]]\naddress = ":80"\n'

# Golden files with errors, and of how many places of the file the schema knows that they are wrong.
WRONG = {"admin": 5, "meaning_errors": 24, "natural_forms": 24, "nested_slip": 1, "not_arrays": 2,
         "proxies": 8, "reserved_and_slips": 2, "tls": 5}
# What only the reader can say: two listeners of one address.
# "dots" goes with "escapes" of the rule or of the file.
RIGHT_SO_FAR = {"repeated_address", "dots"}


def as_json(value):
    if isinstance(value, dict):
        return {key: as_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_json(each) for each in value]
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    return value


def faults(text):
    """Where the file is wrong: "rule/0/status"."""
    errors = VALIDATOR.iter_errors(as_json(tomllib.loads(text)))
    return sorted({"/".join(map(str, error.absolute_path)) for error in errors})


class Schema(unittest.TestCase):
    def test_is_one(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)

    def test_everything_is_described(self):
        def look(part, path):
            for key, each in part.get("properties", {}).items():
                target = each
                while "description" not in target and "$ref" in target:
                    target = SCHEMA
                    for step in each["$ref"][2:].split("/"):
                        target = target[step]
                self.assertTrue(target.get("description", "").endswith("."), f"{path}/{key}")
                look(each, f"{path}/{key}")
            for key in ("anyOf", "items", "additionalProperties"):
                for each in part[key] if isinstance(part.get(key), list) else [part.get(key)]:
                    if isinstance(each, dict):
                        look(each, f"{path}/{key}")

        look(SCHEMA, "")
        for name, definition in SCHEMA["$defs"].items():
            look(definition, name)

    def test_golden_files(self):
        wrong = {}
        for case in sorted(TOML.glob("testdata/*.case")):
            text, _, expected = case.read_text().partition(DASHES)
            try:
                found = faults(text)
            except tomllib.TOMLDecodeError:
                self.assertIn("error: ", expected)
                continue
            if found:
                wrong[case.stem] = len(found)
                self.assertIn("error: ", expected, (case, found))
            elif case.stem not in RIGHT_SO_FAR:
                self.assertNotIn("error: ", expected, case)
        self.assertEqual(wrong, WRONG)

    def test_examples(self):
        files = [*ROOT.glob("examples/**/*.toml"), ROOT / "packaging/service/onward.toml",
                 *TOML.glob("toml_fuzz_seeds/all_keys.toml")]
        self.assertGreater(len(files), 2)
        for file in files:
            self.assertEqual(faults(file.read_text()), [], file)

    def test_what_is_right(self):
        for text in (
                "", RULE, LISTEN + 'tls = { certificate = "a", key = "b" }\n',
                RULE + "between = [2026-01-01T00:00:00Z, 2027-01-01T00:00:00Z]\n",
                RULE + "between = [{ until = 2027-01-01T00:00:00+01:00 }]\n",
                RULE + 'share = "10%"\n', RULE + "share = 0\n", RULE + "not = { methods = 'GET' }\n",
                RULE + "expires = 2027-01-01T00:00:00Z\nexpired = 'pass'\n",
                '[[rule]]\nmap = [["/a", "/b"], ["/c", "", 410]]\n',
                '[[rule]]\nfile = "_redirects"\nformat = "cloudflare"\nname = "n"\n',
                '[limits]\nhead = 2048\ntarget = "1KiB"\n'):
            self.assertEqual(faults(text), [], text)

    def test_what_is_wrong(self):
        for text, place in (
                ("thread = 1\n", ""), ("threads = '1'\n", "threads"), ("threads = -1\n", "threads"),
                ("https = true\n", "https"), ("[listen]\naddress = ':80'\n", "listen"),
                ("[[listen]]\n", "listen/0"), (LISTEN + "client_ca = 'a'\n", "listen/0"),
                (LISTEN + "tls = { certificate = 'a' }\n", "listen/0/tls"),
                (LISTEN + "hosts = []\n", "listen/0/hosts"),
                (LISTEN + "forwarded = { from = '10.0.0.0/8' }\n", "listen/0/forwarded"),
                (LISTEN + "forwarded = { from = 'a', fields = 'both', trust = 'for' }\n",
                 "listen/0/forwarded/fields"),
                ("[limits]\nhead = 1\n", "limits/head"), ("[limits]\nhead = '1KB'\n", "limits/head"),
                ("[limits]\nhead_timeout = 10\n", "limits/head_timeout"),
                ("[limits]\nhead_timeout = '10'\n", "limits/head_timeout"),
                ("[log]\nsample = 0\n", "log/sample"), ("[admin]\n", "admin"),
                ('[[rule]]\nmatch = "/a"\n', "rule/0"), ("[rule]\nto = '/a'\n", "rule"),
                (RULE + "status = 99\n", "rule/0/status"), (RULE + "query = 'pass'\n", "rule/0/query"),
                (RULE + "methods = ['GET', 1]\n", "rule/0/methods"),
                (RULE + "not = {}\n", "rule/0/not"), (RULE + "engine = 're2'\n", "rule/0"),
                (RULE + "fields = { A = { prefix = 'a', regex = 'b' } }\n", "rule/0/fields/A"),
                (RULE + "share = 101\n", "rule/0/share"), (RULE + "cors = {}\n", "rule/0/cors"),
                (RULE + "expired = 410\n", "rule/0"),
                ("[[rule]]\nfile = 'a'\nto = '/b'\n", "rule/0"),
                ("[[rule]]\nmap = [['/a']]\n", "rule/0/map")):
            self.assertIn(place, faults(text), text)


if __name__ == "__main__":
    unittest.main(argv=[each for each in sys.argv if not each.startswith("--onward")][:1])
