// A form that came back: bring its list of errors before the reader, also before a reader who listens.
export function start(summary) {
  summary.focus();
}
