"""Binders: how they are printed, how many copies there are, and where each copy stands.

Nothing of it has to be written: every binder has a default.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from mfa_binder.organization.strict_records import Date, KeyedRecord, Keys, StrictRecord, Text, Tuple, WordEnum


class Paper(WordEnum):
    """The size of a sheet: ISO A4, or US Letter."""

    A4 = "a4"
    LETTER = "letter"


class PrintForm(BaseModel):
    """How the sheets of a binder are printed: what is said of it, else of all."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    paper: Paper = Paper.A4
    """The size of the sheets."""
    qr: bool = True
    """Whether a QR code stands beside every command."""
    large_print: bool = False
    """Whether everything is set half as large again."""

    @property
    def name(self) -> str:
        """The form as one word, such as `a4`, `letter-large` or `a4-plain` (without QR codes)."""
        return self.paper + ("-large" if self.large_print else "") + ("" if self.qr else "-plain")


class BinderCopy(StrictRecord):
    """One numbered copy of a binder; its number is its place in the list. It stands at a location or with a person."""

    location: Text | None = None
    """The location in which the copy stands."""
    person: Text | None = None
    """The person who keeps the copy."""
    withdrawn: Date | None = None
    """The day on which this copy was taken back and destroyed; its number is never given again."""

    @property
    def where(self) -> str:
        """`location:KEY` or `person:KEY`."""
        return f"location:{self.location}" if self.location is not None else f"person:{self.person}"


class BinderSettings(KeyedRecord):
    """What is said of one binder. Its id is `complete`, `cards`, `location-KEY`, `account-ID` or `person-KEY`."""

    copies: Tuple[BinderCopy] = ()
    """Every copy that was ever given out, in the order of their numbers. None said: the default."""
    printed: bool = True
    """Whether there is such a binder at all."""
    paper: Paper | None = None
    """The size of the sheets, where it is not that of all binders."""
    qr: bool | None = None
    """Whether a QR code stands beside every command of this binder."""
    large_print: bool | None = None
    """Whether everything in this binder is set half as large again."""


class Binders(StrictRecord):
    """The binders of the organization, where they differ from the defaults."""

    paper: Paper = Paper.A4
    """The size of the sheets."""
    qr: bool = True
    """Whether a QR code stands beside every command."""
    large_print: bool = False
    """Whether everything is set half as large again."""
    complete_revision_above: Annotated[int, Field(ge=1, le=100)] = 60
    """Percent of a binder's sheet sets: if more have changed, the whole binder is issued anew."""
    keep_ended_days: Annotated[int, Field(ge=0, le=36_500)] = 90
    """Days for which the sheets of a closed account are kept: AWS lets a closed account be reopened for 90."""
    each: Keys[BinderSettings] = {}
    """What is said of single binders, by their ids."""

    def form(self, binder: str) -> PrintForm:
        """How the sheets of a binder are printed."""
        said = self.each.get(binder)
        if said is None:
            return PrintForm(paper=self.paper, qr=self.qr, large_print=self.large_print)
        return PrintForm(
            paper=said.paper or self.paper,
            qr=self.qr if said.qr is None else said.qr,
            large_print=self.large_print if said.large_print is None else said.large_print,
        )
