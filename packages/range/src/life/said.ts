/** One record that somebody in the town says at a moment, and over which wire. Detectors see the payload, and nothing else. */
export interface Said {
  /** Milliseconds since the epoch. */
  readonly time: number
  readonly over: 'mqtt' | 'syslog' | 'http'
  /** The topic, the device of a syslog line, or the source of a body. */
  readonly by: string
  readonly payload: string
}

/** A JSON record under a topic of the town's broker. */
export function published(time: number, topic: string, record: Readonly<Record<string, unknown>>): Said {
  return { time, over: 'mqtt', by: topic, payload: JSON.stringify({ time: new Date(time).toISOString(), ...record }) }
}

/** A syslog line (RFC 5424 §6). @param priority facility * 8 + severity @param program `name`, or `name[process]` */
export function logged(time: number, host: string, priority: number, program: string, message: string): Said {
  const [, name = program, process = '-'] = /^(.+)\[(\d+)\]$/.exec(program) ?? []
  const payload = `<${priority}>1 ${new Date(time).toISOString()} ${host} ${name} ${process} - - ${message}`
  return { time, over: 'syslog', by: host, payload }
}

/** A Windows event as an agent posts it. */
export function windowsEvent(
  time: number,
  host: string,
  channel: string,
  id: number,
  fields: Readonly<Record<string, unknown>>,
): Said {
  const at = new Date(time).toISOString()
  const record = { '@timestamp': at, TimeCreated: at, Hostname: host, Channel: channel, EventID: id, ...fields }
  return { time, over: 'http', by: 'windows', payload: JSON.stringify(record) }
}

/** Things that were drawn in any order, in the order of time. */
export function inOrder(list: readonly Said[]): Said[] {
  return [...list].sort((a, b) => a.time - b.time)
}
