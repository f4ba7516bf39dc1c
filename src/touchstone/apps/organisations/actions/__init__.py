"""What is done to an organisation, to who is in it, and to its programs' tokens."""
