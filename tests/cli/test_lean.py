from __future__ import annotations

import subprocess
import sys

LOADED = """
import atexit, gc, sys
atexit.register(lambda: print(gc.get_freeze_count() > 10_000))  # runs after what is registered later
from airdate.__main__ import main
import pipeline.chores
sys.argv = ["airdate", "--help"]
try:
    main()
except SystemExit:
    pass
seldom = {"alembic", "babelfish", "langcodes", "langdetect", "trakit"}
print(gc.get_threshold()[0], seldom & sys.modules.keys())
"""


def test_a_start_loads_no_tables_that_it_does_not_need_and_tidies_up_seldom_and_never_at_the_end() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, timeout=120)

    assert done.stdout.splitlines()[-2:] == ["50000 set()", "True"]
