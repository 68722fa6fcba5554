"""openLCA's process workbook: lists of the documentation, and reviews."""

from __future__ import annotations

from collections.abc import Callable

from lcabridge.model import (
    Aspect,
    Completeness,
    DataSources,
    EntityType,
    Process,
    Ref,
    Review,
    ReviewScope,
    untagged,
)
from lcabridge.sources.sheets.cells import as_text
from lcabridge_tables.olcacells import SECTIONS
from lcabridge_tables.olcagrid import Grid
from lcabridge_tables.olcaprocess import Inventory

_REVIEW = "review"


class Documented(Inventory):
    """Reads what documents the process."""

    def document(self, process: Process) -> None:
        """Read the sections that are lists: completeness, sources; and the reviews."""
        grid = self.grids.get("Documentation")
        if grid is not None:
            for section, starts in grid.sections(SECTIONS).items():
                rows = [row for start in starts for row in grid.block(start)]
                if section == "sources" and rows:
                    process.data_sources = process.data_sources or DataSources()
                    process.data_sources.sources = [self._named("source", grid, row, 0) for row in rows]
                elif section == "completeness" and rows:
                    process.completeness = process.completeness or Completeness()
                    process.completeness.elementary_flows = [_aspect(grid, row) for row in rows]
        self._reviews(process)

    def _named(self, type_: EntityType, grid: Grid, row: int, column: int) -> Ref:
        text = untagged(as_text(grid.take(row, column)).strip())
        cell = grid.sheet.address(row, column)
        uuid = self.session.names.identify(type_, "", text, lambda: cell, self.report)
        return Ref(type=type_, uuid=uuid, name=text)

    def _reviews(self, process: Process) -> None:
        grid = self.grids.get("Reviews")
        if grid is None:
            return
        rows: dict[str, Callable[[Review, Grid, int], None]] = {
            _REVIEW: self._review,
            "reviewers": lambda review, grid, row: review.reviewers.append(self._named("contact", grid, row, 0)),
            "review methods": _method,
            "quality assessment": lambda review, grid, row: review.indicators.append(_aspect(grid, row)),
        }
        places = sorted((row, section) for section, starts in grid.sections(SECTIONS).items() for row in starts)
        for start, section in places:
            if section == _REVIEW:
                process.reviews.append(Review())
            if not process.reviews or section not in rows:
                continue
            for row in grid.block(start):
                rows[section](process.reviews[-1], grid, row)

    def _review(self, review: Review, grid: Grid, row: int) -> None:
        label, value = as_text(grid.take(row, 0)).strip().casefold(), as_text(grid.take(row, 1)).strip()
        if label == "review type":
            review.type = value
        elif label == "review details" and value:
            review.details = untagged(value)
        elif label == "review report" and value:
            review.report = self._named("source", grid, row, 1)


def _aspect(grid: Grid, row: int) -> Aspect:
    return Aspect(name=as_text(grid.take(row, 0)).strip(), value=as_text(grid.take(row, 1)).strip())


def _method(review: Review, grid: Grid, row: int) -> None:
    name, method = as_text(grid.take(row, 0)).strip(), as_text(grid.take(row, 1)).strip()
    scope = next((found for found in review.scopes if found.name == name), None)
    if scope is None:
        scope = ReviewScope(name=name)
        review.scopes.append(scope)
    scope.methods.append(method)
