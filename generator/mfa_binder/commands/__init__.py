"""The sub-commands, one file each: flags, one workflow, what is printed, the exit code.

- `build`: `mfa-binder build`
- `check`: `mfa-binder check`
- `collect`: `mfa-binder collect`
- `cost`: `mfa-binder cost`
- `diff`: `mfa-binder diff`
- `encrypt`: `mfa-binder encrypt`
- `import_lists`: `mfa-binder import`
- `init`: `mfa-binder init`
- `issue`: `mfa-binder issue`
- `labels`: `mfa-binder labels`
- `link`: `mfa-binder link`
- `rehearse`: `mfa-binder rehearse`
- `schema`: `mfa-binder schema`
- `console`: how everything is printed
- `settings`: what is said before the sub-command, and the options that several share
- `progress_words`: what a workflow says while it is at work, in words
"""
