import { createSocket } from 'node:dgram'
import { connectAsync, type MqttClient } from 'mqtt'
import type { Said } from '../life/said.ts'

/** The doors that the town's records go to, each spoken to as a stranger would. */
export interface Doors {
  /** `mqtt://127.0.0.1:1883` of the town's broker. */
  readonly broker: string
  /** Syslog over UDP (RFC 5426). */
  readonly syslog: { readonly host: string; readonly port: number }
  /** Where bodies are posted, and the token that lets them in. */
  readonly http: { readonly url: string; readonly token: string }
}

export interface Voices {
  say(record: Said): void
  /** Records that no door took. */
  lost(): number
  close(): Promise<void>
}

/** Records of one body, and of all that wait for the door. */
const mostInBody = 2000
const mostWaiting = 60_000

/**
 * Opens a mouth for each wire: an MQTT client for each part of the town, a socket, and bodies that are posted every second. What a door
 * does not take in time is counted and let go: a town does not wait.
 */
export async function openVoices(doors: Doors): Promise<Voices> {
  const parts = ['feux', 'eau', 'eclairage', 'bus', 'application']
  const clients = new Map<string, MqttClient>(
    await Promise.all(
      parts.map(async (part): Promise<[string, MqttClient]> => {
        const client = await connectAsync(doors.broker, { clientId: `${part}-clairhavre`, reconnectPeriod: 2000 })
        client.on('error', () => undefined) // It connects again by itself
        return [part, client]
      }),
    ),
  )
  const socket = createSocket('udp4')
  socket.on('error', () => undefined)
  let lost = 0
  let waiting: Said[] = []
  let posting: Promise<void> = Promise.resolve()
  const post = async () => {
    while (waiting.length > 0) await postSome()
  }
  const postSome = async () => {
    const bodies = new Map<string, Said[]>()
    for (const record of waiting.splice(0, mostInBody)) {
      const body = bodies.get(record.by)
      if (body === undefined) bodies.set(record.by, [record])
      else body.push(record)
    }
    await Promise.all([...bodies].map(([source, records]) => postBody(source, records)))
  }
  const postBody = async (source: string, records: readonly Said[]) => {
    const answer = await fetch(`${doors.http.url}/ingest/${source}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${doors.http.token}`, 'content-type': 'application/x-ndjson' },
      body: records.map(({ payload }) => payload).join('\n'),
      signal: AbortSignal.timeout(10_000),
    }).catch(() => undefined)
    if (answer?.ok !== true) lost += records.length
    await answer?.arrayBuffer().catch(() => undefined)
  }
  const ticking = setInterval(() => {
    if (waiting.length > 0) posting = posting.then(post)
  }, 1000)
  return {
    say: (record) => {
      if (record.over === 'mqtt') {
        const client = clients.get(record.by.split('/', 1)[0] ?? '')
        if (client?.connected !== true) lost++
        else client.publish(record.by, record.payload, { qos: 1 })
      } else if (record.over === 'syslog') {
        socket.send(record.payload, doors.syslog.port, doors.syslog.host, (error) => {
          if (error) lost++
        })
      } else if (waiting.length < mostWaiting) waiting.push(record)
      else lost++
    },
    lost: () => lost,
    close: async () => {
      clearInterval(ticking)
      await posting
      await post()
      waiting = []
      await Promise.all([...clients.values()].map((client) => client.endAsync()))
      await new Promise<void>((resolve) => socket.close(resolve))
    },
  }
}
