import { z } from 'zod'

/** The ways in; `connection` is what Tocsin goes to by itself. */
const doors = [
  'syslog-tls',
  'syslog-tcp',
  'syslog-udp',
  'lumberjack',
  'http',
  'hec',
  'otlp',
  'bulk',
  'connection',
] as const

const way = z.strictObject({
  door: z.enum(doors),
  /** What reads it. */
  decoder: z.string(),
  /** Where the snippet belongs. */
  file: z.string(),
  snippet: z.string(),
})

export const equipmentShape = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/),
  name: z.string(),
  group: z.enum(['linux', 'windows', 'network', 'application', 'sensors']),
  /** `product|category|service` of what rules can then ask for. */
  gives: z.array(z.string()).readonly(),
  ways: z.array(way).min(1).readonly(),
})

/** Something that can send, and how it is told to. */
export type Equipment = z.infer<typeof equipmentShape>

export const doorsShape = z.object({
  /** Names and addresses under which senders may reach this machine, the likeliest first. */
  hosts: z.array(z.string()).readonly(),
  /** The address that the API is served at. */
  url: z.string(),
  ports: z.object({
    http: z.number().nullable(),
    syslog: z.number().nullable(),
    udp: z.number().nullable(),
    tls: z.number().nullable(),
    beats: z.number().nullable(),
  }),
  /** PEM of the authority that signed this server's certificate; null where none is used or the operator's own is. */
  authority: z.string().nullable(),
})

/** Where senders get in. */
export type OpenDoors = z.infer<typeof doorsShape>
