"""The specialists whom the operator can offer, and the pool's columnar snapshots."""
