#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""compare.py PROGRAM TOOL: runs each command line of TOOL.list through TOOL as installed and
through PROGRAM under TOOL's name, on the same sockets, and compares rows and exit statuses.
The differences that the file exceptions names must be there; all others must not. Runs in a
network namespace of its own, as a live test (tests/live/lib.sh). Exit status: 0 if all is as it
must be."""
import concurrent.futures
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

from fixture import Sockets, begin_network

HERE = os.path.dirname(os.path.realpath(__file__))
# The least share of command lines that must give the same rows and status.
LEAST_PERCENT = 98
TRIES = 3
TIMEOUT_S = 20
# What changes between two runs, and its replacement: the seconds of timers.
CHANGING = ((r"\(\d+\.\d+/", "(T/"),)
# Rows that come and go: connections that wait for their end.
PASSING = ("TIME_WAIT", "TIME-WAIT")


def rows_of(output):
    """Returns the sorted rows of an output, with each run of blanks as one."""
    rows = []
    for line in output.decode("utf-8", "backslashreplace").split("\n"):
        line = " ".join(line.split())
        for pattern, replacement in CHANGING:
            line = re.sub(pattern, replacement, line)
        if line and not any(word in line for word in PASSING):
            rows.append(line)
    return sorted(rows)


def run(program, words):
    done = subprocess.run([program] + words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, timeout=TIMEOUT_S, check=False)
    return done.returncode, rows_of(done.stdout)


def compare(real, ours, line):
    """Returns what differs, as a list of lines; an empty list: nothing."""
    words = shlex.split(line)
    for _ in range(TRIES):
        want, got = run(real, words), run(ours, words)
        if want == got:
            return []
    differences = [] if want[0] == got[0] else [f"status {want[0]}, ours {got[0]}"]
    differences += ["- " + row for row in want[1] if row not in got[1]]
    differences += ["+ " + row for row in got[1] if row not in want[1]]
    return differences or ["the same rows, another number of times"]


def read_lines(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return [line.rstrip("\n") for line in file if line.strip() and line[0] != "#"]


def read_exceptions(tool):
    """Returns the reasons by the command lines that may differ."""
    reasons = {}
    for line in read_lines("exceptions"):
        command, reason = line.split("\t")
        if command.split(" ")[0] == tool:
            reasons[command[len(tool) + 1:]] = reason
    return reasons


def report(tool, lines, results, reasons):
    same = 0
    bad = 0
    for line, differences in zip(lines, results):
        same += not differences
        if bool(differences) == (line in reasons):
            continue
        bad += 1
        print(f"# {tool} {line}: " +
              ("differs" if differences else "is the same: it is no exception"))
        for difference in differences[:8]:
            print("#   " + difference)
    for line in reasons.keys() - set(lines):
        bad += 1
        print(f"# {tool} {line}: an exception, but in no list")
    print(f"{same} of {len(lines)} command lines of {tool} give the same rows and status")
    return 1 if bad or same * 100 < LEAST_PERCENT * len(lines) else 0


def main():
    program, tool = os.path.realpath(sys.argv[1]), sys.argv[2]
    real = shutil.which(tool)

    if not real or "IN_NAMESPACE" not in os.environ:
        print(f"{tool} is not installed, or this is no network namespace of its own")
        return 1
    lines = read_lines(tool + ".list")
    with tempfile.TemporaryDirectory() as folder:
        link = os.path.join(folder, tool)
        os.symlink(program, link)
        sockets = Sockets(folder)
        begin_network()
        try:
            sockets.make()
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                results = list(pool.map(lambda line: compare(real, link, line), lines))
        finally:
            sockets.close()
    return report(tool, lines, results, read_exceptions(tool))


sys.exit(main())
