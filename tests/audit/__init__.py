"""An independent audit of conversions: it reads packages with json, zipfile and lxml only, never with lcabridge."""
