"""What material costs at the buyer's place: the arithmetic, the places a company has goods sent to, and how both are shown."""
