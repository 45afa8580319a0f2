import { randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Audit, keyFolder, openAccess, openPeople, openSealed } from '@tocsin/access'
import type { Capability, Host } from '@tocsin/capability'
import { systemClock } from '@tocsin/kit'
import { type DeskHost, fieldCapability, openFieldDesk, reopenGrown, tellClosed } from '@tocsin/respond'
import { connectionsCapability, profilesOf, tablesIn } from '@tocsin/sources'
import { emptyPosition, everything } from '@tocsin/store'
import { answeredFields, type RuleBundle } from '@tocsin/watch'
import { auditCapability, auditOf, seesOf } from './audit/index.ts'
import { backTestCapability, backTestInThread, openBackTests } from './back-test/index.ts'
import { backupCapability, stage } from './backup/index.ts'
import { capabilities } from './capabilities.ts'
import type { TownRecipe } from './city/city-messages.ts'
import { type CityThread, openCityThread } from './city/city-thread.ts'
import { type Configuration, configCapability } from './config/index.ts'
import { checkConnection, configuredConnections, openConnections } from './connect/index.ts'
import { openFormats } from './decoders/index.ts'
import { type Engine, openEngine } from './engine.ts'
import { openDoors, readEquipment } from './equipment.ts'
import { findCapability, placeFiles, placesIn } from './find/index.ts'
import { hostOf } from './host.ts'
import { houseCapability } from './house.ts'
import { breakGlassUsed, openHttp } from './http/index.ts'
import { keepingCapability, openKeeping, roomOf } from './keeping/index.ts'
import { listeners } from './listeners.ts'
import { liveFeed } from './live-feed.ts'
import { openLocalAccess } from './local-access.ts'
import { openNotify } from './notify/index.ts'
import { ingestPort } from './receive/index.ts'
import { openReplays } from './replays.ts'
import { openRulesInForce, ruleContentCapability } from './rule-content/index.ts'
import { exceptionCapability, expireExceptions, openExceptions } from './rule-exceptions/index.ts'
import { openRuleModes } from './rule-modes.ts'
import { testsFor } from './rules.ts'
import { letVisitorsIn, type SampleControls, sampleCapability } from './sample/index.ts'
import { type AccessEvents, accessEvents } from './self/access-events.ts'
import { metricsText } from './self/metrics.ts'
import { publisher } from './self/publish.ts'
import { selfStatus } from './self/self-status.ts'
import { openSelfWatch } from './self/self-watch.ts'
import { openHouseGate, openSentBook, sendsCapability } from './sends/index.ts'
import { answerWaits, signalsCounted, tellFrom, writeSignal } from './signals.ts'
import { openSources } from './sources.ts'
import { statusOf } from './status.ts'
import { tables } from './tables.ts'
import { tailDesk } from './tail/tail-desk.ts'

export interface TocsinOptions {
  readonly dataDir: string
  readonly configuration: Configuration
  /** Hears of what Tocsin cannot go on without; the process should end, a restart goes on where the stores stand. */
  readonly failed: (error: Error) => void
  /** A sample city: what it knows of itself, and what can be done with it. All that is received is of the realm *sample*. */
  readonly sample?: { readonly name: string; readonly town: TownRecipe; readonly controls: SampleControls }
  /** The secret of the first link, where it was promised to somebody before this house was open. */
  readonly firstLink?: string
}

export interface Door {
  readonly host: string
  readonly port: number
}

export interface Tocsin {
  /** `http://127.0.0.1:4780`. */
  readonly url: string
  /** Where syslog over TCP is taken. */
  readonly syslog: Door | undefined
  /** The same over UDP and over TLS. */
  readonly udp: Door | undefined
  readonly tls: Door | undefined
  /** Where Beats and Logstash are heard. */
  readonly lumberjack: Door | undefined
  /** A one-time link for the console: first account, or sign-in of the administrator. */
  link(): Promise<string>
  close(): Promise<void>
}

const signInOrder = { kind: 'setting', id: 'sign-in' } as const
const consoleDir = fileURLToPath(new URL('../../console/dist', import.meta.url))

/** Runs Tocsin on a data folder: engine, API, console. */
export async function openTocsin(options: TocsinOptions): Promise<Tocsin> {
  const { dataDir } = options
  const config = options.configuration.now()
  const { stream, store } = config
  const engine = await openEngine({
    dataDir,
    migrations: tables,
    ...(stream.workers === null ? {} : { workers: stream.workers }),
    store,
    listen: await listeners(config, dataDir, Date.now()),
    migratedDays: config.retention.migratedDays,
    ...(options.sample === undefined ? {} : { realm: 'sample' as const }),
    failed: options.failed,
  })
  try {
    return await openHouse(engine, options)
  } catch (error) {
    await engine.close()
    throw error
  }
}

async function openHouse(threads: Engine, options: TocsinOptions): Promise<Tocsin> {
  const { dataDir, configuration } = options
  const engine = { ...threads, events: withinBudget(threads.events, configuration) }
  const formats = openFormats({
    dataDir,
    reload: async () => {
      await rules.publish()
      await declared.declared()
    },
    readBy: async (id) =>
      (await profilesOf(engine.state, everything)).filter(({ decoder }) => decoder === id).map(({ source }) => source),
  })
  let judged: RuleBundle | undefined
  let city: CityThread | undefined
  const modes = await openRuleModes(threads, configuration, (next) => {
    judged = next
    formats.hold(tablesIn(next.bytes).files)
    city?.formats(next.bytes)
  })
  const exceptions = openExceptions(dataDir)
  const rules = await openRulesInForce({
    exceptions: async () => exceptions.filters(Date.now()),
    dataDir,
    judge: modes.load,
    sources: (config) => ({ folders: config.rules.folders, pipelines: config.rules.pipelines }),
    configuration,
  })
  configuration.onReload(() => () => declared.declared())
  tellFrom(configuration.now().log.level)
  configuration.onReload((next) => () => tellFrom(next.log.level))

  const publish = publisher((service, payload) => engine.receive('publish', service, payload), {
    signal: writeSignal,
    clock: systemClock,
  })
  const sealed = await openSealed({ state: engine.state, keys: keyFolder(dataDir), clock: systemClock })
  const people = await openPeople({ state: engine.state, sealed })
  const door = accessEvents(publish)
  const sends = openSentBook(engine.state, Date.now)
  const gate = await openHouseGate({
    state: engine.state,
    dataDir,
    last: (await engine.receive('cityHeld')) ?? 'none',
    book: sends,
    now: Date.now,
    sample: options.sample !== undefined,
    signal: writeSignal,
  })
  const audit = heardBy(
    await auditOf({ state: engine.state, sealed, dataDir, configuration, sent: sends.note, dial: gate.dialer.dial }),
    door,
  )
  // Asked when something comes or changes: the wings are there by then.
  let wings: Host | undefined
  const access = openAccess({
    state: engine.state,
    clock: systemClock,
    sealed,
    breakGlassUsed: (use) => writeSignal(breakGlassUsed, use),
    provider: {
      dial: (to) => gate.dialer.dial({ ...to, order: signInOrder }),
      asked: ({ hostname, port, protocol }, address) =>
        sends.note({
          ...{ kind: 'sign-in', order: signInOrder, host: hostname, address },
          port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
        }),
    },
    departmentSources: async () => {
      const answer = await wings?.ask('sourceSettings')
      return answer?.kind === 'answer' ? answer.value : []
    },
  })
  const replays = openReplays(
    engine,
    join(dataDir, 'replays'),
    rules.current,
    () => city?.nameIn(1) ?? Promise.resolve(),
  )
  const stopExpiring = expireExceptions(exceptions, Date.now, rules.publish)
  const trials = openBackTests({
    logDir: join(dataDir, 'log'),
    state: engine.state,
    current: rules.current,
    durable: async (lane) => (await engine.receive('receiveStatus')).lanes[lane]?.position ?? emptyPosition(),
    run: backTestInThread,
  })
  const live = liveFeed(engine, async (ids) => {
    const answer = await wings?.ask('incidents', ids, everything)
    return answer?.kind === 'answer' ? answer.value : []
  })
  const tail = tailDesk({ onStored: engine.onStored, watchStore: (wanted) => engine.keep('watch', wanted), dataDir })
  const desk: DeskHost = {
    state: engine.state,
    now: Date.now,
    newAct: randomUUID,
    changed: (works) => {
      live.work(works)
      notify.wake()
    },
    ask: async (...asked) =>
      (await wings?.ask(...asked)) ?? { kind: 'unavailable', why: 'the wings are not there yet' },
  }
  const notify = openNotify({
    state: engine.state,
    sealed,
    people,
    outgoing: () => {
      const { hosts, allowPrivate } = configuration.now().notify
      return { hosts, private: allowPrivate }
    },
    base: () => configuration.now().http.publicOrigin ?? address,
    sent: sends.note,
    dial: gate.dialer.dial,
    signal: writeSignal,
  })
  engine.onIncidents(notify.wake)
  // What cannot be written now is found when the work is next read.
  engine.onIncidents((changed) => void reopenGrown(desk, changed).catch(() => undefined))
  let address = 'http://localhost'
  let newLink = (): Promise<string> => Promise.reject(new Error('not listening yet'))
  const places = placesIn(placeFiles(dataDir))
  const sourceSettings = async () => {
    const answer = await wings?.ask('sourceSettings')
    if (answer?.kind === 'answer') return answer.value
    throw new Error(answer?.why ?? 'the wings are not there yet')
  }
  const keeping = openKeeping({
    engine: threads,
    rules: () => ({ ...configuration.now().retention, ...configuration.now().disk }),
    settings: sourceSettings,
    ready: () => wings !== undefined,
    room: () => roomOf(dataDir, configuration.now().disk.quota),
    host: { signal: writeSignal, publish },
    forget: async (name) => {
      await people.forget(name)
      await city?.forget(name)
    },
    clock: systemClock,
  })
  const { roots } = configuration.now().follow
  const connections = openConnections({
    engine: threads,
    state: engine.state,
    sealed,
    dataDir,
    roots,
    configured: () => configuredConnections(configuration.now()),
    sent: sends.note,
    gate,
    clock: systemClock,
    signal: writeSignal,
  })
  configuration.onReload(() => connections.changed)
  const declared = await openSources(threads, formats)
  const kept = await openCityThread({
    engine: threads,
    dataDir,
    realm: options.sample === undefined ? 'real' : 'sample',
    house: () => ({
      publish,
      signal: writeSignal,
      events: engine.events,
      ask: desk.ask,
      gate,
      publishOrders: engine.orders,
    }),
    failed: options.failed,
  })
  city = kept
  kept.formats((judged ?? rules.current()).bytes)
  const field = openFieldDesk(
    {
      state: engine.state,
      now: Date.now,
      random: randomBytes,
      key: await sealed.openOrMake('field-links', () => randomBytes(32)),
      ask: desk.ask,
      publish,
      desk,
      failed: (error) => writeSignal(answerWaits, { why: error instanceof Error ? error.message : String(error) }),
    },
    answeredFields,
  )
  const all: readonly Capability[] = [
    ...capabilities(
      engine.state,
      () => judged ?? rules.current(),
      modes,
      desk,
      {
        ...declared,
        changed: access.sourcesChanged,
        catalogue: readEquipment(),
        doors: () => {
          const { tls, http } = configuration.now()
          const url = () => http.publicOrigin ?? address
          return openDoors(threads, {
            dataDir,
            url,
            names: [...http.hosts, ...tls.names],
            certificate: tls.certificate,
          })
        },
      },
      formats,
      () => testsFor(dataDir, configuration.now().rules.folders),
      kept.capability,
    ),
    kept.orders,
    fieldCapability(() => field),
    findCapability(engine.events, places),
    houseCapability(
      replays,
      () => newLink(),
      (at, scope) => engine.keep('rawFrame', at, scope),
    ),
    configCapability(configuration),
    sampleCapability(options.sample?.controls),
    auditCapability({ audit, people, sealed, state: engine.state, dataDir, config: () => configuration.now() }),
    connectionsCapability({
      state: engine.state,
      sealed,
      configured: () => configuredConnections(configuration.now()),
      check: (connection) => checkConnection(connection, { dataDir, roots, decoders: formats.ids }),
      changed: connections.changed,
      health: connections.health,
    }),
    sendsCapability(engine.state, sends, () => gate),
    backupCapability(() => stage(engine, dataDir)),
    keepingCapability(keeping, threads.events),
    backTestCapability(trials, rules.current),
    ruleContentCapability({ dataDir, rules, trials, now: Date.now }),
    notify.capability,
    exceptionCapability({ book: exceptions, current: rules.current, publish: rules.publish, now: Date.now }),
  ]
  const houseHost = hostOf(engine, all, publish)
  wings = houseHost
  const hosts = new Map<string, Host>(all.map((capability) => [capability.name, houseHost]))
  const self = openSelfWatch({
    engine: threads,
    dataDir,
    clock: systemClock,
    host: { signal: writeSignal, publish },
    sources: declared.health,
    modes,
    notify,
    rulesRefused: async () => {
      const coverage = await houseHost.ask('coverage')
      return coverage.kind === 'answer' ? coverage.value.refused : 0
    },
  })
  // A feed that is left running would keep the process alive.
  const { host, port } = configuration.now().http
  const listening = openHttp({
    host,
    port,
    get hosts() {
      return configuration.now().http.hosts
    },
    get publicOrigin() {
      return configuration.now().http.publicOrigin ?? undefined
    },
    state: engine.state,
    events: engine.events,
    places,
    access,
    audit,
    people,
    sees: (who) => seesOf(who, configuration.now().people),
    capabilities: all,
    hostFor: (capability) => {
      const host = hosts.get(capability.name)
      if (host === undefined) throw new Error(`no host for ${capability.name}`)
      return host
    },
    ingest: ingestPort(engine.ingest),
    hooks: connections.hooks,
    field: { desk: () => field, host: () => houseHost },
    frames: { rawFrame: (at, scope) => engine.keep('rawFrame', at, scope), sourceSettings },
    live,
    tail,
    status: async () => ({
      ...(await statusOf(engine)),
      ...selfStatus(self),
      config: configuration.status(),
      keeping: await keeping.status(),
      audit: audit.figures(),
    }),
    metrics: async (http) => {
      const [keep, receive] = await Promise.all([engine.keep('keepStatus'), engine.receive('receiveStatus')])
      return metricsText({
        figures: self.figures(),
        sinks: keep.sinks,
        sources: keep.sources,
        refusals: [...receive.refusals.map((row) => ({ lane: 0, ...row })), ...keep.refusals],
        ready: (keep.failure ?? receive.failure ?? receive.refusing) === undefined,
        unacknowledged: receive.unacknowledged,
        http,
        troubles: self.troubles(),
        signals: signalsCounted.read(),
      })
    },
    signal: (what, details) => {
      writeSignal(what, details)
      door.heard(what, details)
    },
    consoleDir,
    dataDir,
    sample: options.sample?.name,
    clock: systemClock,
    version: '0.1.0',
  })
  const http = await listening.catch(async (error) => {
    self.close()
    live.close()
    await keeping.close()
    await connections.close()
    await kept.close()
    throw error
  })
  await tellClosed(wings)
  address = http.address
  notify.begin(houseHost.ask)
  if (options.sample !== undefined) {
    await kept.furnish(options.sample.name, options.sample.town)
    await letVisitorsIn(access)
  }
  let promised = options.firstLink
  newLink = async () => {
    const secret = promised
    promised = undefined
    // What was promised to a visitor of the sample never opens a house that has people.
    if (await http.needsFirstAccount()) return http.issueLink('first-account', secret)
    return http.issueLink('sign-in')
  }

  const local = await openLocalAccess(access, dataDir, systemClock)
  local.announce(http.address)

  const { syslog, udp, tls, lumberjack } = await engine.receive('receiveStatus')
  return {
    url: http.address,
    syslog: doorOf(syslog),
    udp: doorOf(udp),
    tls: doorOf(tls),
    lumberjack: doorOf(lumberjack),
    link: newLink,
    close: async () => {
      local.leave()
      stopExpiring()
      trials.close()
      self.close()
      live.close()
      await http.close()
      await notify.close()
      await connections.close()
      await declared.health.look()
      await declared.health.keep()
      await keeping.close()
      await field.close()
      await kept.close()
      await tail.close()
      await audit.close()
      gate.close()
      await sends.close()
      await engine.close()
    },
  }
}

/** The same audit; what is noted is heard at the door too. */
function heardBy<Kept extends Audit>(audit: Kept, door: AccessEvents): Kept {
  return {
    ...audit,
    note: (draft) => {
      door.noted(draft)
      return audit.note(draft)
    },
    noteLater: (draft) => {
      door.noted(draft)
      audit.noteLater(draft)
    },
  }
}

/** Searches take at most what the settings say, unless somebody asks for less or more. */
function withinBudget(events: Engine['events'], configuration: Configuration): Engine['events'] {
  return {
    ...events,
    query: (query, scope, options) =>
      events.query(query, scope, { budget: configuration.now().query.seconds * 1000, ...options }),
  }
}

function doorOf(status: Door | undefined): Door | undefined {
  return status === undefined ? undefined : { host: status.host, port: status.port }
}
