"""What is done to shortlists: they are drawn, and people on them are decided about."""
