"""The specialists' own pages: joining, the profile, the lists they were on, invitations, their data. No tables."""
