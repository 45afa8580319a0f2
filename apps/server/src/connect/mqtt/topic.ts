/** Whether a topic is one that a filter asks for (MQTT 3.1.1 §4.7): `+` is one level, `#` at the end any number. */
export function isOfTopic(filter: string, topic: string): boolean {
  // A shared subscription is of the filter behind its group (MQTT 5 §4.8.2, which brokers offer to 3.1.1 too).
  const wanted = filter.startsWith('$share/') ? filter.split('/').slice(2) : filter.split('/')
  const levels = topic.split('/')
  if (topic.startsWith('$') && (wanted[0] === '+' || wanted[0] === '#')) return false
  for (const [at, level] of wanted.entries()) {
    if (level === '#') return at === wanted.length - 1
    if (at >= levels.length || (level !== '+' && level !== levels[at])) return false
  }
  return wanted.length === levels.length
}
