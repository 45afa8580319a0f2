import { err, ok } from '@tocsin/kit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { open } from './admission.ts'
import { sendBulky, sendPacked } from './bulk.ts'
import { isDownload, sendDownload } from './download.ts'
import type { Endpoint } from './endpoint.ts'
import { isTooDeep, joinInput } from './joined-input.ts'
import type { Noting } from './noting.ts'
import { isPacked } from './packed.ts'
import type { PeopleLens } from './people-lens.ts'
import { type Refused, unexpected } from './problem.ts'
import type { Reached } from './reach.ts'
import { leaveUnread } from './unread-body.ts'

/** Serves JSON endpoints: checks what comes in, and what goes out, by the shapes that they declare. */
export function mountEndpoints(
  app: FastifyInstance,
  endpoints: readonly Endpoint[],
  failed: Failed,
  noting: Noting,
  lens: PeopleLens,
): void {
  takeJsonOnly(app)
  for (const one of endpoints) {
    app.route({
      method: one.method,
      url: one.path,
      config: {
        needs: 'permission' in one ? one.permission : open,
        ...(takesBody(one) === undefined ? {} : { takesBody: true }),
      },
      ...(one.bodyLimit === undefined ? {} : { bodyLimit: one.bodyLimit }),
      ...('early' in one && one.early !== undefined ? { onRequest: refusingEarly(one.early) } : {}),
      handler: async (request, reply) => {
        const answer = await noting.around(one, request, (inputRead) => answerTo(one, request, reply, lens, inputRead))
        if (!answer.ok) return sendRefused(reply, answer.error)
        // What was packed in another thread was held against its shape there.
        if (one.bulky && isPacked(answer.value)) return sendPacked(request, reply, answer.value)
        const shaped = one.output.safeParse(answer.value)
        if (!shaped.success) {
          failed(
            request,
            new Error(`${one.method} ${one.path} answers what it does not declare: ${shaped.error.message}`),
          )
          return sendRefused(reply, unexpected)
        }
        if (isDownload(shaped.data)) return sendDownload(reply, shaped.data)
        const text = JSON.stringify(shaped.data) ?? 'null'
        if (one.bulky) return sendBulky(request, reply, text)
        return reply.type('application/json; charset=utf-8').send(text)
      },
    })
  }
}

/** Runs behind admission: what it refuses is not read. */
function refusingEarly(early: (reached: Reached) => Refused | undefined) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const no = request.admitted === null ? unexpected : early(request.admitted.reached)
    return no === undefined ? undefined : sendRefused(leaveUnread(request, reply), no)
  }
}

export type Failed = (request: FastifyRequest, error: unknown) => void

/** Answers with a problem body, and leaves its code for the counters. */
export function sendRefused(reply: FastifyReply, { status, problem, retryAfter }: Refused): FastifyReply {
  reply.request.refusedAs = problem.code
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter))
  // Not `Basic`: a browser would ask for a password in a window of its own and keep it.
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="tocsin"')
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(problem))
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Its body is handed on as it came. */
    takesBody?: true
  }
  interface FastifyRequest {
    refusedAs: string | null
  }
}

async function answerTo(
  one: Endpoint,
  request: FastifyRequest,
  reply: FastifyReply,
  lens: PeopleLens,
  inputRead: (input: unknown) => void,
) {
  const { admitted } = request
  if (admitted === null) return err(unexpected)
  const take = takesBody(one)
  if (take !== undefined) {
    const { reached, who, scope } = admitted
    if (scope === undefined) return err(unexpected)
    const { params, query, body } = request
    const bytes = body instanceof Uint8Array ? { bytes: body } : {}
    const { input, answer } = await take({ params, query, ...bytes }, { reached, who, request, reply, scope })
    inputRead(input)
    return answer
  }
  const input = joinInput(one.input, request.params, request.query, request.body)
  if (!input.ok) return input
  inputRead(input.value)
  const { reached, who, scope } = admitted
  const ask = { input: lens.found(one, input.value), reached, who, request, reply }
  if (!('permission' in one)) return one.handle(ask)
  if (scope === undefined) return err(unexpected)
  const answer = await one.handle({ ...ask, scope })
  return answer.ok ? ok(await lens.answer(one, admitted, input.value, answer.value)) : answer
}

function takesBody(one: Endpoint) {
  return 'permission' in one ? one.takesBody : undefined
}

/** JSON and nothing else: what an HTML form can send across sites (text, form data) has no parser here. */
function takeJsonOnly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (request.routeOptions.config.takesBody === true) return done(null, body)
    const text = body.toString()
    if (text === '') return done(null, undefined)
    return parse(request, text, (error, parsed) => {
      if (error) return done(error)
      if (isTooDeep(parsed))
        return done(Object.assign(new Error('too deep'), { code: 'FST_ERR_CTP_INVALID_JSON_BODY' }))
      return done(null, parsed)
    })
  })
}
