"""What the sheets on sessions and roles keep, done twice or half: the way back, and the Region of a session."""

import re
import shutil
import subprocess
import textwrap
from pathlib import Path

import pytest

from tests.conftest import Example

SHELLS = [path for name in ("bash", "zsh") if (path := shutil.which(name))]


def blocks(page: str) -> list[str]:
    return [textwrap.dedent(text) for text in re.findall(r'```bash title="[^"]*"\n(.*?)\n *```', page, re.DOTALL)]


@pytest.mark.parametrize("shell", SHELLS)
def test_the_policy_from_before_is_written_once(each_example: Example, shell: str, tmp_path: Path) -> None:
    """Done again after the change, it would overwrite the only way back with the new policy."""
    keeping = [
        block
        for path, page in each_example.rendered.files.items()
        if "/roles/" in path
        for block in blocks(page)
        if "> trust-before-" in block
    ]
    aws, answer = tmp_path / "aws", tmp_path / "answer"
    aws.write_text(f"#!/bin/sh\ncat '{answer}'\n")
    aws.chmod(0o700)
    for number, block in enumerate(keeping):
        folder = tmp_path / str(number)
        folder.mkdir()
        for policy in ("", "old", "new"):
            answer.write_text(policy)
            subprocess.run([shell, "-c", block], cwd=folder, env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, check=True)
        assert [path.read_text() for path in folder.iterdir()] == ["old"]


def test_a_login_has_a_profile_of_its_own_with_its_region(each_example: Example) -> None:
    """`aws login` refuses a profile that has keys, and `--region` is kept nowhere: the next command would miss it."""
    for page in each_example.rendered.files.values():
        found = "\n".join(re.sub(r"\s*\\\n\s*", " ", block) for block in blocks(page))
        for login in re.finditer(r"^aws login\b(.*)$", found, re.MULTILINE):
            named = re.search(r"--profile (\S+)", login[1])
            mark = (
                rf"region \S+ --profile {re.escape(named[1])}(\s|$)"
                if named
                else r"AWS_PROFILE=\S+ &&\n.* region \S+ &&\n$"
            )
            assert re.search(mark, found[: login.start()])
