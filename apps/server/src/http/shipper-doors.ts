import type { FastifyRequest } from 'fastify'
import type { IngestAnswer, IngestRequest } from './ports.ts'

/** A way in for bodies: its path, how its bodies are cut, and how its senders expect to be answered. */
export interface BodyDoor {
  readonly path: string
  /** The source that its frames carry; of the path where it is `undefined`. */
  readonly source: string | undefined
  readonly framing: NonNullable<IngestRequest['framing']>
  /** What is sent for an answer that took the body; refusals are problems everywhere. */
  answer(answer: IngestAnswer, request: FastifyRequest): { readonly type: string; readonly body: string }
}

const json = 'application/json; charset=utf-8'

/** Tocsin's own. */
export const ownDoor: BodyDoor = {
  path: '/ingest/:source',
  source: undefined,
  framing: 'lines',
  answer: ({ body }) => ({ type: json, body: JSON.stringify(body) }),
}

/** The paths that shippers of others know, each in its own form. */
export const shipperDoors: readonly BodyDoor[] = [
  // Splunk HTTP Event Collector (REST API reference, services/collector): objects one behind the other, or lines.
  ...['/services/collector', '/services/collector/event', '/services/collector/event/1.0'].map((path) =>
    collector(path, 'hec', 'documents'),
  ),
  ...['/services/collector/raw', '/services/collector/raw/1.0'].map((path) => collector(path, 'syslog', 'lines')),
  // OTLP/HTTP (opentelemetry.io, OTLP 1.x, OTLP/HTTP response).
  {
    path: '/v1/logs',
    source: 'otlp',
    framing: 'whole',
    answer: (_, { headers }) =>
      headers['content-type']?.startsWith('application/json') === true
        ? { type: 'application/json', body: '{"partialSuccess":{}}' }
        : // An ExportLogsServiceResponse without a partial success has no bytes.
          { type: 'application/x-protobuf', body: '' },
  },
  // Elasticsearch's bulk API, as Fluent Bit, Vector and Beats send it.
  ...['/elastic/_bulk', '/elastic/:index/_bulk'].map(
    (path): BodyDoor => ({ path, source: 'bulk', framing: 'pairs', answer: bulkAnswer }),
  ),
  // systemd-journal-upload (systemd-journal-remote(8)): the export format, to a fixed path.
  {
    path: '/upload',
    source: 'journal',
    framing: 'entries',
    answer: () => ({ type: 'text/plain; charset=utf-8', body: 'OK.\n' }),
  },
]

function collector(path: string, source: string, framing: BodyDoor['framing']): BodyDoor {
  return { path, source, framing, answer: () => ({ type: json, body: '{"text":"Success","code":0}' }) }
}

/** Items are counted by senders: as many as came, those that were refused behind those that were taken. */
function bulkAnswer({ body }: IngestAnswer) {
  const { accepted, refused } = 'accepted' in body ? body : { accepted: 0, refused: [] }
  const lost = refused.reduce((sum, { count }) => sum + count, 0)
  const items = [...Array.from({ length: accepted }, () => taken), ...Array.from({ length: lost }, () => turnedAway)]
  return { type: json, body: JSON.stringify({ took: 0, errors: lost > 0, items }) }
}

const taken = { create: { _index: 'tocsin', status: 201, result: 'created' } }
const turnedAway = {
  create: { _index: 'tocsin', status: 400, error: { type: 'refused', reason: 'it cannot be read' } },
}

/** Answers by which clients find out what they speak to, before they send; each needs a token, as the sending does. */
export const handshakes: readonly { readonly path: string; readonly body: unknown }[] = [
  { path: '/services/collector/health', body: { text: 'HEC is healthy', code: 17 } },
  // Clients of Elasticsearch 7.14 and later refuse a server without this header and a version that they know.
  {
    path: '/elastic',
    body: { name: 'tocsin', version: { number: '8.11.0', build_flavor: 'default' }, tagline: 'You Know, for Search' },
  },
  { path: '/elastic/_license', body: { license: { status: 'active', type: 'basic', uid: 'tocsin' } } },
]
