import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openAccess } from '@tocsin/access'
import type { Capability, Host } from '@tocsin/capability'
import { systemClock, TocsinError } from '@tocsin/kit'
import { everything } from '@tocsin/store'
import { packRules, type RuleBundle, type RuleFile, readRuleFolder } from '@tocsin/watch'
import { capabilities } from './capabilities.ts'
import { type Engine, openEngine } from './engine.ts'
import { hostOf } from './host.ts'
import { openHttp } from './http/index.ts'
import { houseCapability } from './house.ts'
import { liveFeed } from './live-feed.ts'
import { ingestPort } from './receive/index.ts'
import { openReplays } from './replays.ts'
import { writeSignal } from './signals.ts'
import { statusOf } from './status.ts'
import { tables } from './tables.ts'

export interface TocsinOptions {
  readonly dataDir: string
  /** Port 0 takes a free one. */
  readonly http: { readonly host: string; readonly port: number }
  readonly syslog: { readonly host: string; readonly port: number } | undefined
  /** Folders of Sigma rules beside those that Tocsin brings and those in the data folder's `rules`. */
  readonly rules: readonly string[]
  readonly workers?: number
  /** Hears of what Tocsin cannot go on without; the process should end, a restart goes on where the stores stand. */
  readonly failed: (error: Error) => void
}

export interface Tocsin {
  /** `http://127.0.0.1:4780`. */
  readonly url: string
  /** Where syslog over TCP is taken. */
  readonly syslog: { readonly host: string; readonly port: number } | undefined
  /** A one-time link for the console: first account, or sign-in of the administrator. */
  link(): Promise<string>
  close(): Promise<void>
}

/** Rules that come with Tocsin. */
const ownRules = fileURLToPath(new URL('../../../content/rules', import.meta.url))
const consoleDir = fileURLToPath(new URL('../../console/dist', import.meta.url))

/** Runs Tocsin on a data folder: engine, API, console. */
export async function openTocsin(options: TocsinOptions): Promise<Tocsin> {
  const { dataDir } = options
  const engine = await openEngine({
    dataDir,
    migrations: tables,
    ...(options.workers === undefined ? {} : { workers: options.workers }),
    listen: { syslog: options.syslog },
    failed: options.failed,
  })
  try {
    return await openHouse(engine, options)
  } catch (error) {
    await engine.close()
    throw error
  }
}

async function openHouse(engine: Engine, options: TocsinOptions): Promise<Tocsin> {
  const { dataDir } = options
  const rules = packRules(readRules([ownRules, join(dataDir, 'rules'), ...options.rules.map((dir) => resolve(dir))]))
  await engine.rule(0, rules)

  const access = openAccess({ state: engine.state, clock: systemClock })
  const replays = openReplays(engine, join(dataDir, 'replays'))
  let newLink = (): Promise<string> => Promise.reject(new Error('not listening yet'))
  const all: readonly Capability[] = [...capabilities({ rules: () => rules }), houseCapability(replays, () => newLink())]
  const hosts = new Map<string, Host>(all.map((capability) => [capability.name, hostOf(engine, all)]))
  const live = liveFeed(engine)
  const http = await openHttp({
    ...options.http,
    state: engine.state,
    events: { query: (query, scope, given) => engine.keep('query', query, scope, given?.budget) },
    access,
    capabilities: all,
    hostFor: (capability) => {
      const host = hosts.get(capability.name)
      if (host === undefined) throw new Error(`no host for ${capability.name}`)
      return host
    },
    ingest: ingestPort(engine.ingest),
    live,
    status: () => statusOf(engine),
    signal: writeSignal,
    consoleDir,
    dataDir,
    clock: systemClock,
    version: '0.1.0',
  })
  newLink = async () => http.issueLink((await http.needsFirstAccount()) ? 'first-account' : 'sign-in')

  const local = await localToken(access)
  const localFile = join(dataDir, 'local.json')
  rmSync(localFile, { force: true })
  writeFileSync(localFile, JSON.stringify({ url: http.address, token: local.token, pid: process.pid }), {
    mode: 0o600,
    flag: 'wx',
  })

  const { syslog } = await engine.receive('receiveStatus')
  return {
    url: http.address,
    syslog,
    link: newLink,
    close: async () => {
      rmSync(localFile, { force: true })
      live.close()
      await access.tokens.revoke(everything, local.summary.id)
      await http.close()
      await engine.close()
    },
  }
}

/** The token with which `tocsin` on this machine speaks for whoever may read the data folder. */
async function localToken(access: ReturnType<typeof openAccess>) {
  for (const token of await access.tokens.list(everything)) {
    if (token.name === localName && token.revokedAt === null) await access.tokens.revoke(everything, token.id)
  }
  const issued = await access.tokens.issue(everything, { kind: 'house' }, { kind: 'api', name: localName, days: 30 })
  if (!issued.ok) throw new TocsinError(issued.error.code, issued.error.message, { fix: issued.error.fix })
  return issued.value
}

const localName = 'tocsin on this machine'

/** The rules of several folders; one that is not there holds none. */
export function readRules(dirs: readonly string[]): readonly RuleFile[] {
  return readRuleFolder(dirs.filter((dir) => existsSync(dir)))
}

export type { RuleBundle }
