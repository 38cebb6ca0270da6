"""Pages of letters: the desk's list, one order, the postman's round."""
