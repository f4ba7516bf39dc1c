"""What is done about webhooks: they are kept by the organisation's owners, and told what happens."""
