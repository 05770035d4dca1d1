"""Commands of `onrecord` that are not asking: one file for each thing that they change."""
