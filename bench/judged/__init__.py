"""Our own judged set: questions as a buyer types them, and by which rules a trader would grade what is offered. See docs/relevance.md."""
