import { type ChildProcess, spawn } from 'node:child_process'
import { hostname } from 'node:os'
import { maxPayload } from '@tocsin/event'
import { type ConnectionOf, type ConnectionTrouble, journalFramer } from '@tocsin/sources'
import { backOff, nap } from './back-off.ts'
import type { Driver, DriverHost } from './driver.ts'
import { meter } from './meter.ts'
import { appendOnce, type Named } from './once.ts'

const place = 'cursor'
/** Where nothing was read yet and everything from here on is wanted. */
const nothingYet = '-'
const keepMs = 500
const stderrKept = 2000

/**
 * Reads this machine's journal with `journalctl`, which is started anew behind the last cursor when it ends.
 *
 * @param program for tests: what speaks as journalctl does
 */
export function journal(host: DriverHost, connection: ConnectionOf<'journal'>, program = 'journalctl'): Driver {
  const gauge = meter(host.now, { en: 'It reads the journal.', fr: 'Elle lit le journal.' })
  const ended = new AbortController()
  const tries = backOff(Math.random, { first: 1000, most: 60_000 })
  let cursor = host.positions.get(place)
  let kept = cursor
  let keptAt = 0
  let child: ChildProcess | undefined

  const own = [
    ...(connection.directory === null ? [] : [`--directory=${connection.directory}`]),
    ...connection.units.map((unit) => `--unit=${unit}`),
  ]
  const start = (more: readonly string[]) =>
    spawn(program, ['--output=export', '--quiet', ...own, ...more], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' },
    })

  const keep = async () => {
    if (cursor === kept || cursor === undefined) return
    const now = cursor
    await host.keep(new Map([[place, now]]))
    kept = now
    keptAt = host.now()
  }

  const append = appendOnce(host, {
    source: connection.source,
    decoder: 'journal',
    origin: 'proven',
    peer: hostname().slice(0, 200),
    stream: `${connection.source}\n${host.id}`,
  })

  /** Runs it once, to its end. */
  const read = async (args: readonly string[], each: (entries: readonly Named[]) => Promise<void>): Promise<void> => {
    const running = start(args)
    child = running
    let said = ''
    running.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-stderrKept)
      const hint = hintOf(said)
      if (hint !== undefined) gauge.trouble(hint)
    })
    const over = new Promise<void>((resolve, reject) => {
      running.once('error', reject)
      running.once('close', (code) => (code === 0 || ended.signal.aborted ? resolve() : reject(failure(said, code))))
    })
    // Heard below; it may come while an append is waited for.
    over.catch(() => undefined)
    const framer = journalFramer({ maxFrame: maxPayload })
    let entries: Named[] = []
    const out = {
      frame: (bytes: Uint8Array) => entries.push({ name: cursorOf(bytes), bytes: bytes.slice() }),
      refused: (reason: string, offset: number) => {
        gauge.refused()
        host.refused({ reason, peer: hostname(), offset })
      },
    }
    // What is not asked for waits in the pipe: journalctl waits too.
    for await (const chunk of running.stdout as AsyncIterable<Uint8Array>) {
      framer.push(chunk, out)
      if (entries.length === 0) continue
      const batch = entries
      entries = []
      await each(batch)
    }
    await over
  }

  const take = async (entries: readonly Named[]) => {
    await append(entries)
    gauge.brought(
      entries.length,
      entries.reduce((sum, { bytes }) => sum + bytes.length, 0),
    )
    tries.reset()
    cursor = entries.at(-1)?.name ?? cursor
    if (host.now() - keptAt >= keepMs) await keep()
  }

  const begin = async () => {
    if (cursor !== undefined || connection.from !== 'end') return
    cursor = nothingYet
    // What comes between now and the first entry must not be lost by a restart: where the journal ends is kept at once.
    await read(['--lines=1'], async (entries) => {
      cursor = entries.at(-1)?.name ?? nothingYet
    })
    await keep()
  }

  const run = async () => {
    while (!ended.signal.aborted) {
      try {
        await begin()
        gauge.trouble(undefined)
        const from =
          cursor !== undefined && cursor !== nothingYet
            ? [`--after-cursor=${cursor}`]
            : connection.from === 'boot'
              ? ['--boot']
              : []
        await read(['--follow', '--lines=all', ...from], take)
        if (!ended.signal.aborted) throw failure('', 0)
      } catch (error) {
        if (ended.signal.aborted) return
        const wait = tries.next()
        gauge.trouble(troubleOf(error, host.now() + wait))
        await nap(wait, ended.signal)
      }
    }
  }
  const running = run()

  return {
    health: () => gauge.health([]),
    async close() {
      ended.abort()
      child?.kill('SIGTERM')
      await running
      await keep().catch(() => undefined)
    },
  }
}

const cursorField = Buffer.from('__CURSOR=')

/** The entry's place in the journal; it comes first (systemd.io/JOURNAL_EXPORT_FORMATS). */
function cursorOf(entry: Uint8Array): string {
  const bytes = Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength)
  const at = bytes.indexOf(cursorField)
  if (at < 0) return ''
  const end = bytes.indexOf(10, at)
  return bytes.toString('latin1', at + cursorField.length, end < 0 ? undefined : end)
}

function failure(said: string, code: number | null): Error {
  const [first] = said.split('\n')
  return new Error(first === undefined || first === '' ? `journalctl ended with ${code ?? 'a signal'}` : first)
}

/** journalctl goes on without what it may not read, and says so once. */
function hintOf(said: string): ConnectionTrouble | undefined {
  if (!/not seeing messages|insufficient permissions|No journal files were opened/i.test(said)) return undefined
  return {
    code: 'denied',
    message: 'This account does not see the whole journal',
    fix: 'usermod -aG systemd-journal tocsin, then restart Tocsin',
    retryAt: null,
  }
}

function troubleOf(error: unknown, retryAt: number): ConnectionTrouble {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') {
    return {
      code: 'no-journalctl',
      message: 'There is no journalctl on this machine',
      fix: 'Install systemd, or follow /var/log instead',
      retryAt,
    }
  }
  return { code: 'journal-ended', message, fix: 'See what journalctl says when this account runs it', retryAt }
}
