"""Command line of the audit."""

import sys

from tests.audit.audit import main

sys.exit(main())
