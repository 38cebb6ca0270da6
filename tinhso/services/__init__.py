"""What casework calls while it works: vault, registers, papers, signatures."""
