"""Whether a policy lets a simulated call through, and what the call is about.

- `authorization`: which policy denies a call
- `resource_arns`: what a call is about
- `root_tasks`: what a privileged root session may call
"""
