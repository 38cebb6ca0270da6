"""What is said to the portal and what its answers mean; no Django."""
