"""The shipped checks, one module a question; ``lcabridge.assess.catalogue`` lists them."""
