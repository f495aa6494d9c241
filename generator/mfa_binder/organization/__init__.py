"""The model: what an organization knows of its accounts, people, places and devices.

Pure, frozen, typed. Nothing here reads a file, a clock or the environment.
"""
