"""Airdate: the command line (`airdate.__main__`), and what plugins are made with.

`airdate.plugin` has the ports, the nouns, the errors and helpers; `airdate.testing` the tests that every part of a port
has to pass. What a plugin imports from these two stays as it is while `airdate.plugin.PORTS_VERSION` does.
"""
