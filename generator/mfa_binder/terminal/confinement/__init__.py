"""What keeps a block from the rest of the machine: a network namespace, and one of bubblewrap or Landlock.

- `guarantees`: what was achieved, and by which means: for the report
- `allowed_access`: what a block may reach: folders to read, folders to write, one port
- `confiner_selection`: tries the means, strongest first, and gives the first that holds
- `network_namespace`: a network without a way out
- `launcher`: a program that confines itself, by bubblewrap or Landlock, and then becomes the command
- `landlock`: files, ports and signals by the kernel's Landlock (Linux 5.13 and later)
- `resource_limits`: sizes, numbers, memory
- `linux_calls`: the calls of the kernel that Python does not have
"""
