"""A token and AWS's memory of it, step by step."""

from __future__ import annotations

import pyotp
from hypothesis import given
from hypothesis import strategies as st

from mfa_binder.simulator.state.totp_tokens import SEARCH, WINDOW, SimulatedToken, seed_of

NOW = 59_000_000
SEED = seed_of("GAHT12345678")


def test_the_display_shows_rfc_6238() -> None:
    # RFC 6238, appendix B: at 59 s the SHA-1 code of this key ends in 287082, at 60 s the step changes
    key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert SimulatedToken(key).shown(1) == ("287082", pyotp.TOTP(key).generate_otp(2))


def test_seeds_are_of_the_token_and_stay() -> None:
    assert seed_of("GAHT12345678") == SEED != seed_of("GAHT12345679")
    assert len(pyotp.TOTP(SEED).byte_secret()) == 20


@given(away=st.integers(-WINDOW - 5, WINDOW + 5))
def test_a_code_is_accepted_a_few_steps_around_now_and_once(away: int) -> None:
    token = SimulatedToken(SEED)
    code = token.shown(NOW)[0]
    assert token.accept(code, NOW + away) is (abs(away) <= WINDOW)
    assert token.accept(code, NOW + away) is False


def test_an_older_code_is_refused_after_a_newer_one() -> None:
    token = SimulatedToken(SEED)
    older, newer = token.shown(NOW)
    assert token.accept(newer, NOW)
    assert not token.accept(older, NOW)


def test_a_pair_uses_up_both_codes() -> None:
    token = SimulatedToken(SEED)
    first, second = token.shown(NOW)
    assert token.accept_pair(first, second, NOW)
    assert not token.accept(second, NOW)
    assert not token.accept_pair(first, second, NOW)
    assert not token.accept_pair(second, token.shown(NOW + 1)[1], NOW)


@given(late=st.integers(0, SEARCH + 5))
def test_a_late_pair_succeeds_and_leaves_the_token_out_of_sync(late: int) -> None:
    token = SimulatedToken(SEED)
    first, second = token.shown(NOW)
    assert token.accept_pair(first, second, NOW + late) is (late <= SEARCH)
    if late <= SEARCH:
        assert token.in_sync is (late <= WINDOW)
        assert token.accept(token.shown(NOW + late + 2)[0], NOW + late + 2) is (late <= WINDOW)


def test_drift_is_found_by_a_pair_and_grows_again() -> None:
    token = SimulatedToken(SEED)
    for moment in (NOW, NOW + 100):
        token.drift_away()
        assert not token.in_sync
        assert not token.accept(token.shown(moment)[0], moment)
        assert token.accept_pair(*token.shown(moment), moment)
        assert token.in_sync
        assert token.accept(token.shown(moment + 2)[0], moment + 2)


def test_catching_up_is_what_a_resync_does() -> None:
    token = SimulatedToken(SEED)
    token.drift_away()
    token.catch_up()
    assert token.in_sync
    assert token.accept(token.shown(NOW)[0], NOW)
