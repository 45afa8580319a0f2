import fastifyCookie from '@fastify/cookie'
import fastifyHelmet from '@fastify/helmet'
import {
  type Access,
  type Audit,
  ingestPermission,
  keyFolder,
  type LinkPurpose,
  openAccess,
  openSealed,
  type People,
  type Who,
} from '@tocsin/access'
import type { Capability, Host } from '@tocsin/capability'
import type { Clock } from '@tocsin/kit'
import type { FieldDesk } from '@tocsin/respond'
import type { EventStore, StateStore } from '@tocsin/store'
import { type FastifyInstance, type FastifyRequest, fastify } from 'fastify'
import type { Hooks } from '../connect/index.ts'
import { type Places, placed, renameOwner, withPlaces } from '../find/index.ts'
import { metricsType } from '../self/metrics.ts'
import type { TailDesk } from '../tail/tail-desk.ts'
import { admission, open, requireNeeds } from './admission.ts'
import { answerBroken } from './broken-request.ts'
import { connectionLimits, limitConnections } from './connections.ts'
import { mountConsole } from './console-files.ts'
import { type HttpCounters, httpCounters } from './counters.ts'
import { mountHooks } from './hooks.ts'
import { type IngestLimits, ingestLimits, mountIngest } from './ingest.ts'
import { removeLinkFile, writeLinkFile } from './link-file.ts'
import { type LiveLimits, liveLimits, mountLive } from './live.ts'
import { mountMetrics } from './metrics.ts'
import { mountEndpoints, sendRefused } from './mount.ts'
import { notingIn } from './noting.ts'
import { openApiOf } from './openapi.ts'
import { peopleLens, type Sees } from './people-lens.ts'
import type { IngestPort, LiveFeed, Status } from './ports.ts'
import { noSuchRoute, refused, refusedByError } from './problem.ts'
import type { ReachRules } from './reach.ts'
import { accountEndpoints } from './routes/account.ts'
import { capabilityEndpoints } from './routes/capabilities.ts'
import { exportEndpoints } from './routes/export.ts'
import { fieldEndpoints } from './routes/field.ts'
import { peopleEndpoints } from './routes/people.ts'
import { peopleAccountEndpoints } from './routes/people-accounts.ts'
import { type RawEvents, rawEventEndpoints } from './routes/raw-event.ts'
import { searchEndpoints } from './routes/search.ts'
import { sessionEndpoints } from './routes/session.ts'
import { signInEndpoints } from './routes/sign-in.ts'
import { signInSettingEndpoints } from './routes/sign-in-settings.ts'
import { sharedStatus, statusEndpoints } from './routes/status.ts'
import { tokenEndpoints } from './routes/tokens.ts'
import { requestFailed } from './signals.ts'
import { mountTail, type TailLimits, tailLimits } from './tail.ts'
import { hasBody, leaveUnread } from './unread-body.ts'

export interface HttpOptions {
  readonly state: StateStore
  readonly events: Pick<EventStore, 'query' | 'exportText' | 'exportFile'>
  /** Where somebody else in this process issues or revokes too: there may be only one. */
  readonly access?: Access
  readonly audit: Audit
  readonly people: People
  /** Whether somebody sees the names of people, or their pseudonyms. */
  readonly sees: (who: Who) => Sees
  /** Where addresses are registered, for searches that ask it. */
  readonly places?: Places
  readonly capabilities: readonly Capability[]
  readonly hostFor: (capability: Capability) => Host
  readonly ingest: IngestPort
  /** What is let in by its signature. */
  readonly hooks?: Hooks
  /** Questions that are answered by link; absent, nobody is asked. */
  readonly field?: { readonly desk: () => FieldDesk; readonly host: () => Host }
  /** Raw records of single events. */
  readonly frames: RawEvents
  readonly live: LiveFeed
  readonly tail: Pick<TailDesk, 'watch'>
  readonly status: () => Promise<Status>
  /** The text of `/metrics`. */
  readonly metrics: (http: HttpCounters) => Promise<string>
  readonly signal: Host['signal']
  /** The built console: a folder with `index.html` and `assets/`. */
  readonly consoleDir: string
  readonly dataDir: string
  /** The name of the sample city that this is, where it is one. */
  readonly sample?: string | undefined
  readonly clock: Clock
  readonly version: string
  /** Names beside `localhost` and addresses under which Tocsin may be reached. */
  readonly hosts?: readonly string[]
  /** `https://soc.example.org`, where a reverse proxy on this machine ends TLS, keeps Host and sets X-Forwarded-For. */
  readonly publicOrigin?: string | undefined
  readonly limits?: { readonly live?: LiveLimits; readonly tail?: TailLimits; readonly ingest?: IngestLimits }
}

/** One way into the API: what it needs is a permission's name, or `open`. */
export interface SurfaceRoute {
  readonly method: string
  readonly path: string
  readonly needs: string
}

/** The API before it listens. */
export interface HttpApp {
  readonly app: FastifyInstance
  /** Every route that there is. */
  readonly surface: readonly SurfaceRoute[]
  counters(): HttpCounters
  /** A one-time secret, kept as its hash; `written` makes its URL, which goes into the data folder too. */
  issueLink(purpose: LinkPurpose, written: (secret: string) => string, secret?: string): Promise<string>
  needsFirstAccount(): Promise<boolean>
  close(): Promise<void>
}

/** Builds the API: every guard first, then every route. */
export async function httpApp(options: HttpOptions): Promise<HttpApp> {
  const { clock, dataDir } = options
  const access =
    options.access ??
    openAccess({ state: options.state, clock, sealed: await openSealed({ ...options, keys: keyFolder(dataDir) }) })
  const counters = httpCounters()
  // Read with each request: a reload of the configuration changes them.
  const rules: ReachRules = {
    get hosts() {
      return options.hosts ?? []
    },
    get publicOrigin() {
      return options.publicOrigin
    },
  }
  const surface: SurfaceRoute[] = []
  const host = { signal: options.signal }
  const status = sharedStatus(async () => ({ ...(await options.status()), http: counters.read() }), clock)

  const app = fastify({
    bodyLimit: 1024 * 1024,
    // Slow senders: 10 s for the headers, 10 min for a whole body, two minutes of silence at most.
    requestTimeout: 600_000,
    connectionTimeout: 120_000,
    keepAliveTimeout: 65_000,
    http: { maxHeaderSize: 16_384, headersTimeout: 10_000, connectionsCheckingInterval: 2000 },
    routerOptions: { maxParamLength: 512 },
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    clientErrorHandler: (error, socket) => answerBroken(error, socket, counters.refused),
    frameworkErrors: (error, _request, reply) => {
      void sendRefused(reply, refusedByError(error))
    },
  })
  limitConnections(app.server, connectionLimits)

  const failed = (request: FastifyRequest, error: unknown) =>
    options.signal(requestFailed, {
      method: request.method,
      route: request.routeOptions.url ?? 'unknown',
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    })

  const noting = notingIn({ audit: options.audit, access })
  const lens = peopleLens(options.people, options.sees, access)
  app.decorateRequest('admitted', null)
  app.decorateRequest('turnedAway', null)
  app.decorateRequest('refusedAs', null)
  requireNeeds(app, surface)
  await app.register(fastifyHelmet, helmetOptions)
  await app.register(fastifyCookie)

  app.setErrorHandler((error, request, reply) => {
    const why = refusedByError(error)
    if (why.status >= 500) failed(request, error)
    return sendRefused(reply, why)
  })
  app.setNotFoundHandler((_request, reply) => sendRefused(reply, noSuchRoute))

  const admit = admission(access, rules)
  app.addHook('onRequest', async (request, reply) => {
    const admitted = await admit(request)
    if (admitted.ok) {
      request.admitted = admitted.value
      return
    }
    noting.turnedAway(request)
    // What is not admitted is not read either.
    return sendRefused(leaveUnread(request, reply), admitted.error)
  })
  app.addHook('onSend', async (request, reply) => {
    if (request.routeOptions.url?.startsWith('/api') && !reply.hasHeader('cache-control'))
      reply.header('cache-control', 'no-store')
  })
  app.addHook('onResponse', async (request, reply) => {
    counters.answered(reply.statusCode)
    if (request.refusedAs !== null) counters.refused(request.refusedAs)
  })

  const events = options.places === undefined ? options.events : withPlaces(options.events, options.places)
  const endpoints = [
    ...sessionEndpoints(
      access,
      host,
      () => removeLinkFile(dataDir),
      () => permissionsOn(surface),
      options.sample ?? null,
    ),
    ...signInEndpoints(access, host),
    ...accountEndpoints(access, host, clock.now),
    ...signInSettingEndpoints(access, host),
    ...peopleAccountEndpoints(access, (before, after) => options.state.transact([renameOwner(before, after)])),
    ...tokenEndpoints(access, host),
    ...searchEndpoints(lens.asked(events)),
    ...exportEndpoints(options.events, lens, async (query, ask) =>
      options.places === undefined ? query : placed(query, options.places, ask),
    ),
    ...peopleEndpoints(options.people, lens),
    ...rawEventEndpoints(options.frames, lens, options.people),
    ...statusEndpoints(status),
    ...(options.field === undefined ? [] : fieldEndpoints(options.field.desk, options.field.host, clock.now)),
    ...capabilityEndpoints(options.capabilities, options.hostFor),
  ]
  await app.register(async (inner) => {
    inner.addHook('onRequest', async (request) => limitBodyTime(request))
    mountEndpoints(inner, endpoints, failed, noting, lens)
  })
  await app.register(async (inner) =>
    mountIngest(inner, { ingest: options.ingest, counters, limits: options.limits?.ingest ?? ingestLimits }),
  )
  const { hooks } = options
  if (hooks !== undefined) await app.register(async (inner) => mountHooks(inner, hooks))
  const live = mountLive(app, {
    access,
    live: options.live,
    lens,
    counters,
    host,
    limits: options.limits?.live ?? liveLimits,
  })

  const tail = mountTail(app, { access, lens, noting, tail: options.tail, limits: options.limits?.tail ?? tailLimits })

  const description = JSON.stringify(openApiOf(endpoints, options.version))
  app.get('/api/openapi.json', { config: { needs: open } }, (_request, reply) => {
    reply.type('application/json; charset=utf-8')
    return reply.send(description)
  })
  app.get('/healthz', { config: { needs: open } }, async (_request, reply) => {
    reply.header('cache-control', 'no-store')
    return { status: 'ok', ready: (await whyNotReady(status)) === undefined }
  })
  app.get('/readyz', { config: { needs: open } }, async (_request, reply) => {
    reply.header('cache-control', 'no-store')
    const reasons = await whyNotReady(status)
    return reasons === undefined ? { status: 'ready' } : sendRefused(reply, notReady(reasons))
  })
  mountMetrics(app, { text: () => options.metrics(counters.read()), type: metricsType, clock })
  await mountConsole(app, options.consoleDir)

  return {
    app,
    surface,
    counters: counters.read,
    needsFirstAccount: access.needsFirstAccount,
    issueLink: async (purpose, written, secret) => {
      const url = written(await access.issueLink(purpose, secret))
      await writeLinkFile(dataDir, url)
      return url
    },
    close: async () => {
      live.close()
      tail.close()
      const hurry = setTimeout(() => app.server.closeAllConnections(), 5000)
      await app.close()
      clearTimeout(hurry)
    },
  }
}

const helmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': ["'self'"],
      'script-src': ["'self'"],
      'style-src': ["'self'"],
      'img-src': ["'self'", 'data:'],
      'font-src': ["'self'"],
      'connect-src': ["'self'"],
      'object-src': ["'none'"],
      'frame-ancestors': ["'none'"],
      'base-uri': ["'none'"],
      'form-action': ["'self'"],
    },
  },
  // `no-referrer`: incident ids in URLs are nobody else's.
  referrerPolicy: { policy: 'no-referrer' },
  xFrameOptions: { action: 'deny' },
} as const

function notReady(reasons: readonly string[]) {
  const why = reasons.length === 0 ? 'it is starting, or cannot take what is sent' : reasons.join('; ')
  return refused(503, 'not-ready', `Tocsin is not ready: ${why}`, 'See /api/status, or run tocsin doctor', 2)
}

/** Nothing where it is ready. */
async function whyNotReady(status: () => Promise<Status>): Promise<readonly string[] | undefined> {
  try {
    const { ready, reasons = [] } = await status()
    return ready ? undefined : reasons
  } catch {
    return ['it does not answer in time']
  }
}

/** What routes need, but for what ingest tokens alone have. */
function permissionsOn(surface: readonly SurfaceRoute[]): readonly string[] {
  const needed = new Set(surface.map(({ needs }) => needs))
  return [...needed].filter((needs) => needs !== open && needs !== ingestPermission).sort()
}

/** A JSON body of at most 1 MiB has 30 s to arrive; dripping it byte by byte ends the connection. */
function limitBodyTime(request: FastifyRequest): void {
  if (!hasBody(request)) return
  const { raw } = request
  const timer = setTimeout(() => raw.destroy(), 30_000)
  raw.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer))
}
