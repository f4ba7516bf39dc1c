"""The pages of the operator's staff: the pool, imports, jobs and letters. No tables."""
