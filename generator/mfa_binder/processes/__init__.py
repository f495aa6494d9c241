"""Processes of ours: workers that tell their failures, signals, standard streams."""
