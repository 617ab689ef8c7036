"""Runs jobs durably: leases, attempts, retries, the queue, and the plugins that steps are given."""
