"""A shut-in bash with an `aws` in it: a block of text goes in, what it did comes out.

It knows nothing of pages and organizations. In: the endpoint of a simulator on loopback, an environment, a
folder, a block and what is typed at its prompts. Out: exit status, output, the calls of `aws` that it made.

- `sandbox`: the folder, the programs and the environment that a block sees
- `bash_terminal`: one bash for as long as a reader would keep a window open
- `driver`: the process that answers the calls of `aws` in it
- `confinement`: what keeps a block from the network, from your files and from other processes
- `confinement_messages`: what it means when a block ran against that, in words
- `run_evidence`: what is kept of a block that ran, without secrets
- `cli_versions`: commands that only version 2 of the AWS CLI has
"""
