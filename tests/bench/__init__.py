"""Measurements that `./airdate bench` prints."""
