"""Revisions: what was issued on paper, what has changed since, and what each binder copy must exchange.

effective.py  what the furniture of a sheet says of its revision
"""
