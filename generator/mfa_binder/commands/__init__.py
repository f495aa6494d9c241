"""The sub-commands: one file each, with flags and printing and no logic of their own."""
