"""What leaves the portal for somebody's letter box. Features say what to send by a job; nothing here knows them."""
