"""Each means of confinement against each trespass; and each trespass without one, to show that it is one."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from mfa_binder.terminal.confinement import landlock
from mfa_binder.terminal.confinement.allowed_access import AllowedAccess, package_folder, program_paths, python_paths
from mfa_binder.terminal.confinement.confiner_selection import CommandConfiner, find_bubblewrap, strongest_confiner
from mfa_binder.terminal.confinement.guarantees import ConfinementGuarantees
from mfa_binder.terminal.confinement.launcher import ConfinementOrder
from mfa_binder.terminal.confinement.network_namespace import can_leave_network
from mfa_binder.terminal.confinement.resource_limits import FILE_BYTES, PROCESSES

BASH = Path(shutil.which("bash") or "/bin/bash")
PROGRAMS = [BASH, *(Path(str(shutil.which(name))) for name in ("cat", "ln", "mkdir", "mv", "rm", "sleep"))]
SECRET = "REAL-AND-NOT-TO-BE-SEEN"

# Leaves the network, as a worker does before it starts a driver, and becomes the command.
_LEAVING_NETWORK = (
    sys.executable,
    "-c",
    "import os, sys\n"
    "from mfa_binder.terminal.confinement.network_namespace import leave_network\n"
    "if not leave_network(): raise SystemExit(7)\n"
    "os.execv(sys.argv[1], sys.argv[1:])\n",
)

Result = subprocess.CompletedProcess[str]
Confined = Callable[..., Result]


class Place:
    """A folder that is the caller's (`outside`), one that is the command's (`inside`), and listeners outside."""

    def __init__(self, folder: Path, listeners: ExitStack) -> None:
        self.leaves_network = False
        """Whether commands run in a network of their own, as those of a rehearsal do where that can be."""
        self.outside, self.inside = (folder / name for name in ("outside", "inside"))
        for made in (self.outside, self.inside):
            made.mkdir()
        (self.outside / "secret").write_text(SECRET)
        (self.outside / "old").write_text("old")
        self.named = listeners.enter_context(socket.socket(socket.AF_UNIX))
        self.named.bind(str(self.outside / "socket"))
        self.named.listen()
        self.abstract = listeners.enter_context(socket.socket(socket.AF_UNIX))
        self.name = f"mfa-binder-{os.getpid()}-{folder.name}-{secrets.token_hex(4)}"
        self.abstract.bind(f"\0{self.name}")
        self.abstract.listen()
        self.simulator = listeners.enter_context(socket.create_server(("127.0.0.1", 0)))
        self.other = listeners.enter_context(socket.create_server(("127.0.0.1", 0)))
        for path in self.outside.iterdir():
            os.utime(path, (0, 0))

    @property
    def port(self) -> int:
        return int(self.simulator.getsockname()[1])

    def access(self) -> AllowedAccess:
        read = (*python_paths(), package_folder(), *(path for program in PROGRAMS for path in program_paths(program)))
        return AllowedAccess(read, (self.inside,), 0 if self.leaves_network else self.port)

    def order(self, means: str) -> ConfinementOrder:
        if means == "bubblewrap":
            return ConfinementOrder(self.access(), bwrap=find_bubblewrap())
        return ConfinementOrder(self.access(), landlock=means == "landlock")

    def state(self) -> list[tuple[str, int, float, bytes]]:
        """Everything outside that a command might change."""
        return [
            (path.name, path.lstat().st_mode, path.lstat().st_mtime, path.read_bytes() if path.is_file() else b"")
            for path in sorted(self.outside.iterdir())
        ]

    def run(self, means: str, text: str, timeout: float = 60.0) -> Result:
        words = {
            "outside": self.outside,
            "inside": self.inside,
            "python": f"{sys.executable} -I -c",
            "pid": os.getpid(),
        }
        words |= {"other": self.other.getsockname()[1], "port": self.port, "name": self.name}
        for name, word in words.items():
            text = text.replace(f"<{name}>", str(word))
        prefix = self.order(means).prefix() if means != "no means" else []
        command = [*(_LEAVING_NETWORK if self.leaves_network else ()), *prefix, str(BASH), "--norc", "-euc", text]
        environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(self.inside)}
        return subprocess.run(
            command, cwd=self.inside, env=environment, capture_output=True, text=True, timeout=timeout
        )

    def could(self, means: str, trespasses: Mapping[str, str]) -> set[str]:
        """Which of these succeed, each in a shell of its own."""
        tried = (f"( set -eu; {text} ) > said 2>&1 && echo '{name}'\n" for name, text in trespasses.items())
        return set(self.run(means, "set +e\n" + "".join(tried) + "true").stdout.splitlines())


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with ExitStack() as listeners:
        yield Place(tmp_path, listeners)


@pytest.fixture(params=["bubblewrap", "landlock"])
def means(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Each means that works here; the others are skipped by name."""
    name = str(request.param)
    if name not in _LACKING:
        _LACKING[name] = lacking(name, tmp_path_factory)
    if _LACKING[name]:
        pytest.skip(_LACKING[name])
    return name


_LACKING: dict[str, str] = {}


def lacking(name: str, folders: pytest.TempPathFactory) -> str:
    """Why a means does not work on this machine; empty if it does. Tried out once."""
    if name == "bubblewrap" and find_bubblewrap() is None:
        return "no bubblewrap on this machine (apt-get install bubblewrap)"
    if name == "landlock" and not landlock.landlock_version():
        return "this kernel has no Landlock"
    with ExitStack() as listeners:
        works = Place(folders.mktemp("trial"), listeners).run(name, "exit 7").returncode == 7
    return "" if works else f"this system has no {name} for users"


READING = {
    "a file": "cat <outside>/secret",
    "a file, by Python": "<python> \"print(open('<outside>/secret').read())\"",
    "a file, by its descriptor": "exec 5< <outside>/secret; cat <&5",
    "a file, by the root of another process": "cat /proc/<pid>/root<outside>/secret",
    "the environment of the caller": "cat /proc/<pid>/environ",
    "the command line of the caller": "cat /proc/<pid>/cmdline",
    "a folder": 'set -- <outside>/*; [[ "$1" != *"*"* ]] && echo "$@"',
    "the list of users": "cat /etc/passwd",
    "the first process' root": "cat /proc/1/root<outside>/secret",
}
WRITING = {
    "make a file": "echo new > <outside>/new",
    "overwrite a file": "echo new > <outside>/old",
    "append to a file": "echo new >> <outside>/old",
    "empty a file": ": > <outside>/old",
    "empty a file by its path": "<python> \"import os; os.truncate('<outside>/old', 0)\"",
    "remove a file": "rm <outside>/old",
    "rename a file": "mv <outside>/old <outside>/new",
    "take a file away": "mv <outside>/old <inside>",
    "put a file there": "echo new > new; mv new <outside>",
    "link a file": "ln <outside>/old <outside>/new",
    "make a folder": "mkdir <outside>/new",
    "make a symbolic link": "ln -s / <outside>/new",
    "write through a symbolic link": "ln -s <outside>/old link; echo new > link",
}
# What is not there is removed already, says rm: these fail only where the folder is in sight.
REMOVING = {"remove a folder": "rm -rf <outside>", "remove all": "rm -rf <outside>/*"}
# Landlock does not restrict these; bubblewrap does, because nothing of the name is there.
BEYOND_LANDLOCK = {
    "change a mode": "<python> \"import os; os.chmod('<outside>/old', 0o777)\"",
    "change a time": "<python> \"import os; os.utime('<outside>/old')\"",
}
CONNECTING = {
    "another port, by bash": "exec 3<> /dev/tcp/127.0.0.1/<other>",
    "another port, by Python": "<python> \"import socket; socket.create_connection(('127.0.0.1', <other>))\"",
    "an abstract socket": "<python> \"import socket; socket.socket(socket.AF_UNIX).connect('\\0<name>')\"",
}
SIGNALLING = {"a question": "kill -0 <pid>", "a signal": "kill -CONT <pid>"}


def test_nothing_outside_can_be_read(means: str, place: Place) -> None:
    of_another_user = {"the first process' root"}
    assert place.could("no means", READING) | of_another_user == set(READING), "a trespass does not work itself"
    assert place.could(means, READING) == set()


def test_nothing_outside_can_be_changed(means: str, place: Place) -> None:
    before = place.state()
    assert place.could(means, WRITING) == set()
    place.could(means, REMOVING)
    assert place.state() == before


@pytest.mark.parametrize("trespass", [*WRITING, *REMOVING])
def test_without_any_means_it_is_changed(trespass: str, place: Place) -> None:
    """So the test above does not pass for another reason."""
    before = place.state()
    place.run("no means", {**WRITING, **REMOVING}[trespass])
    assert not place.outside.exists() or place.state() != before


def test_modes_and_times_cannot_be_changed_but_with_landlock_alone(means: str, place: Place) -> None:
    """Said in the documentation: Landlock lets whoever owns a file change both."""
    before = place.state()
    assert place.could(means, BEYOND_LANDLOCK) == (set(BEYOND_LANDLOCK) if means == "landlock" else set())
    assert (place.state() == before) == (means != "landlock")


def test_a_socket_with_a_path_is_out_of_reach(means: str, place: Place) -> None:
    """Whoever listens at one (a container engine, an agent with keys) does anything for a caller."""
    text = "<python> \"import socket; socket.socket(socket.AF_UNIX).connect('<outside>/socket')\""
    assert place.run("no means", text).returncode == 0
    open_to_landlock = means == "landlock" and landlock.landlock_version() < 9
    assert (place.run(means, text).returncode == 0) == open_to_landlock


def test_from_a_network_of_its_own_nothing_of_the_machine_s_is_connected_to(means: str, place: Place) -> None:
    """By no means besides: neither a port, nor an abstract socket, which belongs to a network too."""
    if not can_leave_network():
        pytest.skip("this system has no network namespaces for users")
    assert place.could("no means", CONNECTING) == set(CONNECTING), "a trespass does not work itself"
    place.leaves_network = True
    loopback = {"its own loopback": "<python> \"import socket; socket.create_server(('127.0.0.1', 0))\""}
    assert place.could(means, {**CONNECTING, **loopback}) == set(loopback)


def test_in_the_machine_s_network_landlock_leaves_the_simulator_s_port_alone(means: str, place: Place) -> None:
    if means != "landlock" or landlock.landlock_version() < landlock.SIGNALS_SINCE:
        pytest.skip("only Landlock closes ports and sockets, where it knows them; otherwise the network namespace does")
    own = {"the simulator": "exec 3<> /dev/tcp/127.0.0.1/<port>"}
    assert place.could(means, {**CONNECTING, **own}) == set(own)


def test_no_process_outside_is_signalled(means: str, place: Place) -> None:
    if means == "landlock" and landlock.landlock_version() < landlock.SIGNALS_SINCE:
        pytest.skip("Landlock of this kernel does not know signals")
    assert place.could("no means", SIGNALLING) == set(SIGNALLING)
    assert place.could(means, SIGNALLING) == set()


@pytest.mark.parametrize("text", ["rm -rf ~ && [[ ! -e ~ ]]", 'rm -rf "$PWD"', "mv ~ ../elsewhere"])
def test_its_own_folder_it_can_empty_but_not_remove(text: str, means: str, place: Place) -> None:
    done = place.run(means, text)
    assert done.returncode != 0
    assert place.inside.is_dir()


def test_what_it_writes_in_its_folder_stays(means: str, place: Place) -> None:
    done = place.run(means, "mkdir a; echo kept > a/b; mv a/b c; read -r X < c; echo $X; cat <(echo piped)")
    assert (done.returncode, done.stdout, done.stderr) == (0, "kept\npiped\n", "")
    assert (place.inside / "c").read_text() == "kept\n"


def test_rights_are_not_won_back(means: str, place: Place) -> None:
    """Namespaces of one's own give every right in them; what was closed stays closed."""
    text = (
        "import ctypes, os\n"
        "c = ctypes.CDLL(None)\n"
        "assert c.prctl(39, 0, 0, 0, 0) == 1, 'set-user-id programs work'\n"
        "c.unshare(0x10000000 | 0x20000)\n"
        "c.mount(None, b'/', None, 0x20 | 0x1000, None)\n"
        "c.umount2(b'/', 2)\n"
        "c.mount(b'proc', b'/dev', b'proc', 0, None)\n"
        f"open('{place.outside}/new', 'w')\n"
    )
    before = place.state()
    (place.inside / "escape.py").write_text(text)
    done = place.run(means, f"{sys.executable} -I escape.py")
    assert done.returncode == 1
    assert "/outside/new'" in done.stderr
    assert place.state() == before


def test_the_kernel_s_own_files_cannot_be_written(means: str, place: Place) -> None:
    """A user who is root may otherwise write to them whatever the namespace."""
    assert place.run(means, "echo 1 > /proc/sys/vm/drop_caches").returncode != 0
    assert place.run(means, "echo h > /proc/sysrq-trigger").returncode != 0


def test_where_memory_runs_out_a_block_ends_first(means: str, place: Place) -> None:
    """It has the kernel's highest mark: looked up from outside, since not every means leaves a /proc."""
    words = [str(shutil.which("sleep")), f"60.{secrets.randbelow(10**9)}"]
    command = subprocess.Popen([*place.order(means).prefix(), *words], cwd=place.inside, env={})

    def marks() -> list[str]:
        line = "\0".join([*words, ""]).encode()
        sleeping = (file.parent for file in Path("/proc").glob("[0-9]*/cmdline") if _content(file) == line)
        return [(process / "oom_score_adj").read_text().strip() for process in sleeping]

    try:
        assert _soon(lambda: marks() == ["1000"])
    finally:
        command.kill()
        command.wait()


def _content(file: Path) -> bytes:
    """Of a file of /proc; nothing once its process has ended."""
    try:
        return file.read_bytes()
    except OSError:
        return b""


@pytest.mark.parametrize(("text", "status"), [("exit 42", 42), ("kill -TERM $$; sleep 9", -15), ("kill -9 $$", -9)])
def test_the_end_is_the_command_s_own(text: str, status: int, means: str, place: Place) -> None:
    """bubblewrap tells of a signal as shells do."""
    told = 128 - status if status < 0 and means == "bubblewrap" else status
    assert place.run(means, text).returncode == told


def test_a_file_has_an_end(means: str, place: Place) -> None:
    done = place.run(means, "while :; do printf '%01000000d' 0; done > large")
    assert done.returncode in (-25, 128 + 25)
    assert (place.inside / "large").stat().st_size <= FILE_BYTES


_STARTER = "import subprocess, sys; subprocess.run(sys.argv[1:])"


def test_processes_are_counted(means: str, place: Place) -> None:
    """In the user namespace of bubblewrap; of a user who is root the kernel counts none."""
    if means == "landlock" or os.getuid() == 0:
        pytest.skip(f"{means} cannot count the processes of this user apart")
    (place.inside / "many.py").write_text(
        "import os, time\n"
        "count = 0\n"
        "try:\n"
        f"    while count < {PROCESSES * 2}:\n"
        "        if os.fork() == 0: time.sleep(60)\n"
        "        count += 1\n"
        "except BlockingIOError: pass\n"
        "print(count, flush=True)\n"
        "os._exit(0)\n"
    )
    done = place.run(means, f"{sys.executable} -I many.py")
    assert PROCESSES // 2 < int(done.stdout) <= PROCESSES + 300


# A process that has left its session, and so the process group of whoever started it.
_LEAVES_SESSION = f"{sys.executable} -I -c \"import os; os.setsid(); os.execv('{BASH}', ['bash', '-c', '<text>'])\""


@pytest.mark.parametrize("left", ["( <text> )", _LEAVES_SESSION], ids=["in the background", "in another session"])
@pytest.mark.parametrize("signal_name", ["-9", "-15"])
def test_nothing_outlives_whoever_started_it(signal_name: str, left: str, means: str, place: Place) -> None:
    """Neither the command nor what it left running, and by no signal that can be refused."""
    stubborn = f"trap : TERM HUP; while :; do echo on > {place.inside}/alive; sleep 0.05; done"
    text = f"{left.replace('<text>', stubborn)} & {stubborn}"
    starter = subprocess.Popen(
        [sys.executable, "-c", _STARTER, *place.order(means).prefix(), str(BASH), "-c", text],
        cwd=place.inside,
        env={"PATH": os.environ["PATH"]},
    )
    alive = place.inside / "alive"
    assert _soon(alive.exists)
    subprocess.run(["kill", signal_name, str(starter.pid)], check=True)
    starter.wait(10)

    def still() -> bool:
        alive.unlink(missing_ok=True)
        time.sleep(0.3)
        return not alive.exists()

    assert _soon(still)


def _soon(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("port", [0, 1], ids=["in a network of its own", "in the machine's"])
@pytest.mark.parametrize("has_bubblewrap", [True, False])
def test_one_means_is_chosen_and_named(port: int, has_bubblewrap: bool, tmp_path: Path) -> None:
    """bubblewrap hides more, so it goes first; but where a port is to be closed, what can close one."""
    bwrap = find_bubblewrap() if has_bubblewrap else None
    chosen = strongest_confiner(tmp_path, port, PROGRAMS, network=not port, bwrap=bwrap)
    by_bubblewrap, by_landlock = chosen.order.bwrap is not None, chosen.order.landlock
    assert not (by_bubblewrap and by_landlock)
    if landlock.landlock_version() >= landlock.PORTS_SINCE:
        assert by_landlock or not port
        assert by_landlock or has_bubblewrap
    named = ["a network namespace"] * (not port)
    named += ["bubblewrap"] * by_bubblewrap + [f"Landlock {landlock.landlock_version()}"] * by_landlock
    assert list(chosen.guarantees.means) == named
    assert chosen.guarantees.files_read == (by_bubblewrap or by_landlock)
    assert chosen.guarantees.processes_hidden == by_bubblewrap
    assert chosen.guarantees.network == (not port)


def test_a_program_that_only_looks_like_bubblewrap_is_passed_over(tmp_path: Path) -> None:
    """It starts the command and confines nothing: found out by trying."""
    false = tmp_path / "bwrap"
    false.write_text('#!/bin/bash\nwhile [[ $1 != -- ]]; do shift; done\nshift; exec "$@"\n')
    false.chmod(0o700)
    (tmp_path / "here").mkdir()
    chosen = strongest_confiner(tmp_path / "here", 0, PROGRAMS, network=True, bwrap=false)
    if landlock.landlock_version():
        assert "Landlock" in chosen.guarantees.means[-1]
        return
    assert chosen.order.bwrap is None


def test_without_any_means_nothing_is_claimed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "mfa_binder.terminal.confinement.confiner_selection._candidate_orders", lambda access, bwrap: ()
    )
    chosen = strongest_confiner(tmp_path, 1, PROGRAMS, network=False)
    assert chosen.guarantees == ConfinementGuarantees()
    assert isinstance(chosen, CommandConfiner)
    done = subprocess.run([*chosen.prefix([tmp_path]), BASH, "-c", "echo on"], env={}, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "on\n")
