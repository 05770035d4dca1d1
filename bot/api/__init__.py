"""The HTTP service: one small file per resource, wired by `app`."""
