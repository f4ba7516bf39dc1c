"""What whoever runs this adds to the reference data that the package ships: fields of the taxonomy, and rates."""
