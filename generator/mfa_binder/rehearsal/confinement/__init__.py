"""What keeps a block from the rest of the machine, by the strongest means that this machine has.

record.py      what was achieved, and by which means: for the report
reach.py       what a block may reach: folders to read, folders to write, one port
choice.py      tries the means, strongest first, and gives the first that holds
launcher.py    a program that confines itself and then becomes the command
namespaces.py  mounts, processes and names of its own (Linux, users with namespaces)
bubblewrap.py  the same by `bwrap`, where it is installed
landlock.py    files, ports and signals by the kernel's Landlock (Linux 5.13 and later)
limits.py      sizes, numbers, and an end with whoever started it
kernel.py      the calls of the kernel that Python does not have
"""
