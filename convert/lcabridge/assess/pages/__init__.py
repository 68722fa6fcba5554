"""Pages, workbooks and JSON of assessment and comparison, and the record of a review (docs/assess.md, docs/compare.md)."""
