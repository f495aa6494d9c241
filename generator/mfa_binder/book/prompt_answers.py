"""Answers: what is typed at the prompts of a block."""

from __future__ import annotations

from collections.abc import Mapping

Answer = Mapping[str, str]
"""What is typed at one prompt of a block, in order. The forms:

    code DEVICE                    the code that the token shows now
    next_code DEVICE               the one that it shows after the next change of its display
    aws_serial DEVICE of PRINCIPAL the ARN under which AWS lists the device
    mailed_code ADDRESS of ACCOUNT the code that AWS mails to what is to become the account's root email
    unit_id PATH in ACCOUNT        the id of the unit at that path from Root, in the account's organization
    invitation ACCOUNT             the id of the last invitation of the account into its organization
    text TEXT                      just that
"""
