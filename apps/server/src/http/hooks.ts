import type { FastifyInstance } from 'fastify'
import type { Hooks, HookWhy } from '../connect/index.ts'
import { open } from './admission.ts'
import { sendRefused } from './mount.ts'
import { type Refused, refused } from './problem.ts'
import { leaveUnread } from './unread-body.ts'

/** Bytes of one delivery. */
const mostBody = 1024 * 1024

/** `POST /hooks/<connection>`: open to everybody, since what lets in is the signature over the body. */
export function mountHooks(app: FastifyInstance, hooks: Hooks): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: mostBody }, (_request, body, done) => done(null, body))
  app.route<{ Params: { id: string } }>({
    method: 'POST',
    url: '/hooks/:id',
    config: { needs: open },
    bodyLimit: mostBody,
    // Before a byte of its body is read.
    preParsing: async (request, reply, payload) => {
      if (hooks.has(request.params.id)) return payload
      await sendRefused(leaveUnread(request, reply), unknownHook)
      return payload
    },
    handler: async (request, reply) => {
      const { body, headers, params, admitted } = request
      if (!(body instanceof Uint8Array) || body.length === 0) return sendRefused(reply, emptyBody)
      const taken = await hooks.take(params.id, { headers, body, peer: admitted?.reached.address ?? '' })
      if (!taken.ok) return sendRefused(reply, answers[taken.error])
      return reply.header('cache-control', 'no-store').send(taken.value)
    },
  })
}

const unknownHook = refused(
  404,
  'unknown-hook',
  'There is no such webhook',
  'Copy its path from the list of connections',
)
const emptyBody = refused(400, 'bad-body', 'The body is empty', 'Send the event')

const answers: Readonly<Record<HookWhy, Refused>> = {
  'no-signature': refused(401, 'no-signature', 'The delivery is not signed', 'Set the secret at the sender'),
  'bad-signature': refused(
    401,
    'bad-signature',
    'The signature is not of this body',
    'Set the same secret on both sides',
  ),
  'too-old': refused(
    401,
    'too-old',
    'The delivery was signed more than five minutes ago',
    'Set the clocks; send it anew',
  ),
  'not-json': refused(
    400,
    'bad-json',
    'The body is no JSON, or holds too many records',
    'Let the sender send application/json',
  ),
  'too-long': refused(413, 'too-large', 'A record is larger than 1 MiB', 'Send smaller ones'),
  'log-full': refused(503, 'log-full', 'The disk has no room', 'Send it again later', 30),
}
