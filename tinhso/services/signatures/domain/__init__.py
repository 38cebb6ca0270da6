"""Pure rules: what is said about signatures, and the outline drawing of stamps."""
