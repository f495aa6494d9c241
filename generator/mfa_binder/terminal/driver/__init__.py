"""The driver: a process of its own that starts a page's terminals and answers their calls of `aws`.

It has the AWS CLI loaded before the first call, so that a call costs no start of Python. It imports
the AWS CLI's own botocore, which takes the place of the public one: nothing here may be imported by
the process that runs boto3 or the simulator, and nothing here imports those.

    worker ── control ──> supervisor ──> bash (one a terminal)
                              ^               │ runs `aws`: the shim
                              └── a call ─────┘
                              ├──> executor (one, more while calls overlap)

- `supervisor`: terminals, calls and executors, one event at a time
- `aws_shim`: the `aws` on the PATH: two small programs that hand a call over
- `aws_call`: one call: its words, environment, folder and open files
- `call_executor`: a fork of the driver that carries out one call after another
- `preloaded_cli`: the AWS CLI inside this process, from a fresh session for each call
- `socket_messages`: records and open files over a socket

`__main__` is the process with its settings, `terminal.bash` what bash does between two blocks.
"""
