"""What changes the register of certificates and the signatures that wait for somebody's machine."""
