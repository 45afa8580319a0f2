import type { IncomingMessage } from 'node:http'
import { ingestPermission, type Who } from '@tocsin/access'
import { maxPayload } from '@tocsin/event'
import { err, ok, type Result } from '@tocsin/kit'
import { decoders } from '@tocsin/sources'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Counting } from './counters.ts'
import { sendRefused } from './mount.ts'
import type { GivenUp, IngestAnswer, IngestPort, IngestRequest, IngestStream } from './ports.ts'
import { type Refused, refuse, refused, unexpected } from './problem.ts'
import type { Reached } from './reach.ts'
import { type BodyDoor, handshakes, ownDoor, shipperDoors } from './shipper-doors.ts'
import { sourceName } from './source-name.ts'
import { leaveUnread } from './unread-body.ts'

export interface IngestLimits {
  /** Bytes of one body as they are sent. */
  readonly body: number
  /** Bodies at once: of all, and of one token. */
  readonly open: number
  readonly openPerToken: number
  /** A sender that sends nothing for so long while it may. */
  readonly idleMs: number
}

export const ingestLimits: IngestLimits = { body: 256 * 1024 * 1024, open: 64, openPerToken: 16, idleMs: 30_000 }

/** `POST /ingest/<source>` and the paths of shippers: hands the body on as it comes, and answers when everything accepted is durable. */
export function mountIngest(
  app: FastifyInstance,
  options: { readonly ingest: IngestPort; readonly counters: Counting; readonly limits: IngestLimits },
): void {
  const { ingest, counters, limits } = options
  const openOf = new Map<string, number>()
  let open = 0

  // The body is never parsed, nor held whole.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _body, done) => done(null))

  const take = async (door: BodyDoor, request: FastifyRequest, reply: FastifyReply) => {
    const sender = senderOf(request, door)
    if (!sender.ok) return sendRefused(leaveUnread(request, reply), sender.error)
    const { source, peer, token } = sender.value
    const turnAway = (why: Refused) => {
      ingest.refused({ source, peer, reason: why.problem.code })
      return sendRefused(leaveUnread(request, reply), why)
    }
    const asked = readRequest(request, sender.value, door, limits)
    if (!asked.ok) return turnAway(asked.error)
    const ofToken = openOf.get(token) ?? 0
    if (ofToken >= limits.openPerToken) return turnAway(tooManyOfToken)
    if (open >= limits.open) return turnAway(tooManyOpen)
    open++
    openOf.set(token, ofToken + 1)
    try {
      const poured = await pour(request.raw, ingest.open(asked.value), limits, counters)
      const answer = door.framing === 'whole' ? wholeAnswer(poured) : poured
      if (answer.status === tooSlow.status) reply.header('connection', 'close')
      if (answer.retryAfter !== undefined) reply.header('retry-after', String(answer.retryAfter))
      if ('code' in answer.body) request.refusedAs = answer.body.code
      const { type, body } = answer.status === 200 ? door.answer(answer, request) : ownDoor.answer(answer, request)
      return leaveUnread(request, reply).code(answer.status).header('cache-control', 'no-store').type(type).send(body)
    } finally {
      open--
      const left = (openOf.get(token) ?? 1) - 1
      if (left === 0) openOf.delete(token)
      else openOf.set(token, left)
    }
  }

  for (const door of [ownDoor, ...shipperDoors]) {
    app.route({
      method: 'POST',
      url: door.path,
      config: { needs: ingestPermission },
      handler: (request, reply) => take(door, request, reply),
    })
  }
  for (const { path, body } of handshakes) {
    app.route({
      method: 'GET',
      url: path,
      config: { needs: ingestPermission },
      handler: async (_, reply) => {
        reply.header('x-elastic-product', 'Elasticsearch').header('cache-control', 'no-store')
        return body
      },
    })
  }
}

/** A body that is one frame is taken or it is not: one that is too long is no success of nothing. */
function wholeAnswer(answer: IngestAnswer): IngestAnswer {
  if (answer.status !== 200 || !('accepted' in answer.body) || answer.body.accepted > 0) return answer
  return answer.body.refused.length === 0 ? answer : answerOf(tooLarge(maxPayload))
}

/** Moves a body into the stream at the stream's pace. Never rejects: whatever happens becomes an answer. */
function pour(
  body: IncomingMessage,
  stream: IngestStream,
  limits: IngestLimits,
  counters: Counting,
): Promise<IngestAnswer> {
  return new Promise((resolve) => {
    let bytes = 0
    let settled = false
    let ended = false
    let idle: NodeJS.Timeout | undefined
    const settle = (answer: IngestAnswer) => {
      if (settled) return
      settled = true
      clearTimeout(idle)
      body.off('data', onData).off('end', onEnd).off('close', onBroken).off('error', onBroken)
      // What still comes is thrown away: paused, it would stand before the next request of this connection.
      body.resume()
      resolve(answer)
    }
    const giveUp = (reason: GivenUp['reason'], why: Refused) => {
      if (!settled) stream.abort({ reason, offset: bytes })
      settle(answerOf(why))
    }
    const expectMore = () => {
      clearTimeout(idle)
      idle = setTimeout(() => giveUp('too-slow', tooSlow), limits.idleMs)
    }
    const onData = (chunk: Buffer) => {
      bytes += chunk.length
      counters.ingested(chunk.length)
      if (bytes > limits.body) return giveUp('too-large', tooLarge(limits.body))
      if (stream.write(chunk)) return expectMore()
      clearTimeout(idle)
      body.pause()
    }
    const onEnd = () => {
      ended = true
      clearTimeout(idle)
      body.off('close', onBroken)
      stream.end().then(settle, () => settle(answerOf(unexpected)))
    }
    const onBroken = () => giveUp('broken-off', brokenOff)
    stream.onAnswer(settle)
    if (settled) return
    stream.onDrain(() => {
      // What is drained after the end waits for the disk, not for the sender.
      if (settled || ended) return
      expectMore()
      body.resume()
    })
    expectMore()
    body.on('data', onData).on('end', onEnd).on('close', onBroken).on('error', onBroken)
  })
}

interface Sender {
  /** As the path names it. */
  readonly source: string
  readonly peer: string
  readonly token: string
  readonly sources: 'all' | readonly string[]
}

function senderOf({ admitted, params }: FastifyRequest, door: BodyDoor): Result<Sender, Refused> {
  if (admitted?.who.kind !== 'ingest-token') return err(unexpected)
  const { who, reached } = admitted
  const source =
    door.source === undefined ? ((params as { source?: string }).source ?? '') : sourceAt(door.source, who.sources)
  return ok({ source, peer: peerOf(who, reached), token: who.token, sources: who.sources })
}

/** What a shipper's path carries is the one source that its token was made for, where that is another than the path's own. */
function sourceAt(own: string, sources: Sender['sources']): string {
  const [only, ...others] = sources === 'all' ? [] : sources
  return only === undefined || others.length > 0 || decoders.some(({ id }) => id === only) ? own : only
}

function readRequest(
  request: FastifyRequest,
  { source, peer, sources }: Sender,
  { framing }: BodyDoor,
  limits: IngestLimits,
): Result<IngestRequest, Refused> {
  if (!sourceName.test(source)) {
    return refuse(404, 'unknown-source', 'There is no such source', 'Name a configured source: POST /ingest/<source>')
  }
  if (sources !== 'all' && !sources.includes(source)) {
    return refuse(403, 'not-this-source', `This token may not send as ${source}`, 'Make a token for this source')
  }
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity'
  if (encoding !== 'identity' && encoding !== 'gzip') {
    return refuse(415, 'bad-encoding', 'This content encoding is not read', 'Send the body plain or as gzip')
  }
  const key = request.headers['idempotency-key']
  if (key !== undefined && (typeof key !== 'string' || !/^[!-~]{1,128}$/.test(key))) {
    return refuse(400, 'bad-key', 'The Idempotency-Key cannot be read', 'Send 1 to 128 visible ASCII characters')
  }
  if (Number(request.headers['content-length'] ?? 0) > limits.body) return err(tooLarge(limits.body))
  return ok({
    source,
    framing,
    encoding,
    ...(key === undefined ? {} : { key }),
    origin: 'proven',
    peer,
    realm: 'real',
  })
}

/** Says who sent, for the frame: at most 255 bytes, cut between characters. */
function peerOf(who: Extract<Who, { kind: 'ingest-token' }>, reached: Reached): string {
  const after = `@${reached.address}`
  let name = who.name
  while (Buffer.byteLength(name) + Buffer.byteLength(after) > 255) name = [...name].slice(0, -1).join('')
  return `${name}${after}`
}

function answerOf({ status, problem, retryAfter }: Refused): IngestAnswer {
  return { status, body: problem, ...(retryAfter === undefined ? {} : { retryAfter }) }
}

function tooLarge(limit: number): Refused {
  return refused(413, 'too-large', `The body is larger than ${limit} bytes`, 'Send it in smaller batches')
}

const tooSlow = refused(408, 'too-slow', 'Nothing came for too long', 'Send the whole batch, or smaller ones')
const brokenOff = refused(
  400,
  'broken-off',
  'The body broke off',
  'Send the batch again, with the same Idempotency-Key',
)
const tooManyOfToken = refused(
  429,
  'too-many',
  'This token sends too many bodies at once',
  'Wait for an answer first',
  1,
)
const tooManyOpen = refused(503, 'busy', 'Too many bodies arrive at once', 'Send this one again', 2)
