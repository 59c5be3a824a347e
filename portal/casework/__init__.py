"""What follows when something went wrong, and what the customer says of it: claims, recovery and ratings of threads."""
