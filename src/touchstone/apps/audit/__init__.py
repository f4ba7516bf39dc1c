"""What was done, by whom, to what, when. Rows are only ever added."""
