"""What can be done with a stock sheet. Each verb takes (session, actor, …), checks the actor, audits, and never commits."""
