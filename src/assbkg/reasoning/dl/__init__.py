"""HermiT, the authority: what it is asked, and whether the rules agree with it."""
