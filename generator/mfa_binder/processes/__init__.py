"""Processes of ours: workers that tell their failures, signals, standard streams.

- `process_pool`: worker processes, how many a build uses, and how they end
- `interruption`: what Ctrl-C does
- `termination`: what SIGTERM does
- `streams`: standard streams that are closed or full
"""
