"""Pages of scorecards: an agency's card, the cases behind it, what-if, contests, history; the public figures."""
