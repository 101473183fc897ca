# SPDX-License-Identifier: MIT
"""Prometheus' text format 0.0.4, read strictly: parse(text) gives {(name, labels): value}, or fails
with the line that is wrong. More than the format asks for is asked here: names as the Prometheus
project advises, families in one piece, histograms whose buckets add up."""
import math
import re

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"'
SAMPLE = re.compile(rf"({NAME})(?:\{{({LABEL}(?:,{LABEL})*)\}})? (\S+)")
VALUE = re.compile(r"[+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|NaN")
KINDS = ("counter", "gauge", "histogram")


class Family:
    def __init__(self, name):
        self.name, self.kind, self.samples = name, None, {}

    def owns(self, name):
        if self.kind == "histogram":
            return name in (self.name + "_bucket", self.name + "_sum", self.name + "_count")
        return name == self.name


def parse(text):
    assert text.endswith("\n"), "the last line has no line feed"
    families, current = {}, None
    for line in text[:-1].split("\n"):
        assert line == line.strip(" \t\r"), line
        if line.startswith("# HELP "):
            name = re.fullmatch(rf"# HELP ({NAME}) (?:[^\\]|\\\\|\\n)+", line).group(1)
            assert name not in families, f"a second family {name}"
            current = families[name] = Family(name)
        elif line.startswith("# TYPE "):
            name, kind = re.fullmatch(rf"# TYPE ({NAME}) ([a-z]+)", line).groups()
            assert kind in KINDS and name == current.name and current.kind is None, line
            assert name.endswith("_total") == (kind == "counter"), line
            current.kind = kind
        else:
            add(current, line)
    for family in families.values():
        if family.kind == "histogram":
            check_histogram(family)
    return {key: value for family in families.values() for key, value in family.samples.items()}


def add(family, line):
    found = SAMPLE.fullmatch(line)
    assert found, f"no sample: {line!r}"
    name, labels, value = found.group(1), found.group(2) or "", found.group(found.re.groups)
    assert family.kind and family.owns(name), f"outside of its family: {line!r}"
    assert VALUE.fullmatch(value), f"no value: {line!r}"
    pairs = tuple((key, unescaped(text)) for key, text in re.findall(LABEL, labels))
    assert len({key for key, _ in pairs}) == len(pairs), f"a label twice: {line!r}"
    key = (name, tuple(sorted(pairs)))
    assert key not in family.samples, f"a sample twice: {line!r}"
    number = float(value)
    assert family.kind == "gauge" or number >= 0, f"a count below 0: {line!r}"
    family.samples[key] = number


def unescaped(text):
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], text)


def check_histogram(family):
    buckets = [(float(dict(labels)["le"]), value)
               for (name, labels), value in family.samples.items() if name.endswith("_bucket")]
    assert buckets == sorted(buckets), f"{family.name}: buckets out of order"
    counts = [value for _, value in buckets]
    assert counts == sorted(counts), f"{family.name}: buckets are no sums"
    assert buckets[-1][0] == math.inf, f"{family.name}: no bucket +Inf"
    assert counts[-1] == family.samples[(family.name + "_count", ())], family.name
    assert (family.name + "_sum", ()) in family.samples, family.name
