"""The record of a review (guideline A8): a form filled from an assessment, and the signed form as source and review."""

from lcabridge.assess.review.form import CONCLUSIONS, FIELDS, REVIEW_TYPES, fingerprint, write_form
from lcabridge.assess.review.record import Record, Signed, read_form

__all__ = [
    "CONCLUSIONS",
    "FIELDS",
    "REVIEW_TYPES",
    "Record",
    "Signed",
    "fingerprint",
    "read_form",
    "write_form",
]
