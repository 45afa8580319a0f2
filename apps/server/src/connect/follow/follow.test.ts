import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { fc, test as property } from '@fast-check/vitest'
import { type ConnectionOf, connectionShape } from '@tocsin/sources'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ScratchLog, scratchLog, until } from '../../receive/scratch-log.ts'
import { openWay } from '../../sends/gate/gate.fixture.ts'
import { appendBatch, type Driver, draftsOf } from '../driver.ts'
import { follow, type followPace } from './follow.ts'
import { followLimits } from './followed-file.ts'
import { cutLines } from './lines.ts'

const pace = { readMs: 5, nameMs: 5, keepMs: 1 } satisfies Partial<typeof followPace>
let dir: string
let scratch: ScratchLog
let positions: Map<string, string>
/** How far the clock was put forward, in milliseconds. */
let ahead: number
/** Done once, while lines are being appended. */
let meanwhile: (() => void) | undefined
const running: Driver[] = []

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'follow-'))
  scratch = scratchLog()
  positions = new Map()
  ahead = 0
  meanwhile = undefined
})
afterEach(async () => {
  for (const one of running.splice(0)) await one.close()
  await scratch.close()
  rmSync(dir, { recursive: true, force: true })
})

/** Each time it is told: removes the copies of the time before the last, which were read, and writes and rotates six times. */
const rotating = `
const fs = require('node:fs')
const path = process.argv[1]
const wait = new Int32Array(new SharedArrayBuffer(4))
let line = 1
process.stdin.on('data', () => {
  for (let copy = 7; copy <= 12; copy++) fs.rmSync(path + '.' + copy, { force: true })
  for (let round = 0; round < 6; round++) {
    for (let n = 0; n < 4; n++) fs.appendFileSync(path, 'line ' + line++ + '\\n')
    // Times of files go on every few milliseconds; logrotate takes longer.
    Atomics.wait(wait, 0, 0, 8 + line % 7)
    for (let copy = 12; copy > 0; copy--)
      if (fs.existsSync(path + '.' + copy)) fs.renameSync(path + '.' + copy, path + '.' + (copy + 1))
    fs.copyFileSync(path, path + '.1')
    fs.truncateSync(path)
  }
})
`

interface Started extends Driver {
  /** Stops as `kill -9` does: nothing is kept any more, and nothing more is appended. */
  kill(): void
}

function start(
  paths: readonly string[] = ['*.log'],
  from: 'start' | 'end' = 'start',
  forget = false,
  records: object | string = 'line',
): Started {
  let dead = false
  const driver = follow(
    {
      id: 'follow-1',
      secret: undefined,
      positions: new Map(positions),
      now: () => Date.now() + ahead,
      append: async (batch) => {
        if (dead) throw new Error('dead')
        const appended = await appendBatch(scratch.log, draftsOf(batch), batch)
        meanwhile?.()
        meanwhile = undefined
        return appended
      },
      keep: async (moved) => {
        if (dead) throw new Error('dead')
        for (const [place, position] of moved) {
          // A position that was lost with the machine: what the log has is the only witness.
          if (forget && positions.has(place) && position !== undefined) continue
          if (position === undefined) positions.delete(place)
          else positions.set(place, position)
        }
      },
      dial: openWay(),
      moved: () => new AbortController().signal,
      sent: () => {},
      refused: () => {},
    },
    connectionShape.parse({
      kind: 'follow',
      name: 'x',
      source: 'files',
      from,
      records,
      paths: paths.map((path) => join(dir, path)),
    }) as ConnectionOf<'follow'>,
    (path) => path.startsWith(dir),
    pace,
  )
  running.push(driver)
  return {
    ...driver,
    kill: () => {
      dead = true
    },
  }
}

const texts = () =>
  scratch
    .frames()
    .filter(({ kind }) => kind === 'data')
    .map(({ text }) => text)
const file = (name: string) => join(dir, name)
const has = (...wanted: readonly string[]) => until(() => wanted.every((one) => texts().includes(one)))

describe('following a file', () => {
  test('each whole line is a record, and half a line waits for its end', async () => {
    writeFileSync(file('a.log'), 'one\r\n\ntwo\nthr')
    start()
    await has('two')
    appendFileSync(file('a.log'), 'ee\n')
    await has('three')
    expect(texts()).toEqual(['one', 'two', 'three'])
  })

  test('what is cut while its lines are being appended is neither lost nor read from an older copy', async () => {
    writeFileSync(file('a.log'), 'one\n')
    start()
    await has('one')
    // An older copy, longer than what comes.
    writeFileSync(file('a.log.1'), `one\n${'older '.repeat(20)}\nstranger\n`)
    meanwhile = () => {
      renameSync(file('a.log.1'), file('a.log.2'))
      copyFileSync(file('a.log'), file('a.log.1'))
      truncateSync(file('a.log'))
    }
    appendFileSync(file('a.log'), 'two\n')
    await has('two')
    appendFileSync(file('a.log'), 'three\n')
    await has('three')
    expect(texts()).toEqual(['one', 'two', 'three'])
  })

  test('begins at the end of what was there before, and at the start of what comes later', async () => {
    writeFileSync(file('old.log'), 'before\nhalf')
    const driver = start(['*.log'], 'end')
    await until(() => driver.health().places.length === 1)
    appendFileSync(file('old.log'), ' a line\n')
    writeFileSync(file('new.log'), 'first\n')
    await has('half a line', 'first')
    expect(texts()).not.toContain('before')
  })

  test('a file that is renamed is read to its end, and the new one from its start', async () => {
    writeFileSync(file('a.log'), 'one\n')
    start(['a.log*'])
    await has('one')
    renameSync(file('a.log'), file('a.log.1'))
    writeFileSync(file('a.log'), 'three\n')
    appendFileSync(file('a.log.1'), 'two\n')
    await has('two', 'three')
    expect(texts().sort()).toEqual(['one', 'three', 'two'])
    writeFileSync(file('a.log.2.gz'), gzipSync('packed\n'))
    appendFileSync(file('a.log'), 'four\n')
    await has('four')
    expect(texts()).toHaveLength(4)
  })

  test('a file that is let go gives its last line without an end', async () => {
    writeFileSync(file('a.log'), 'one\n')
    start()
    await has('one')
    appendFileSync(file('a.log'), 'last')
    renameSync(file('a.log'), file('a.log.1'))
    await new Promise((resolve) => setTimeout(resolve, 50))
    ahead = 2 * followLimits.graceMs
    await has('last')
  })

  test('a file that is copied and cut loses and doubles nothing', async () => {
    writeFileSync(file('a.log'), 'one\ntwo\n')
    start(['a.log*'])
    await has('two')
    // As logrotate's copytruncate: what came behind the last reading is in the copy alone.
    writeFileSync(file('a.log.1'), 'one\ntwo\nthree\n')
    truncateSync(file('a.log'))
    appendFileSync(file('a.log'), 'four\nfive and more than there was before\n')
    await has('three', 'five and more than there was before')
    expect(texts()).toEqual(['one', 'two', 'three', 'four', 'five and more than there was before'])
  })

  test('a copy that is being made of what was not read yet is none, until the file is cut', async () => {
    writeFileSync(file('a.log'), 'one\n')
    start(['a.log*'])
    await has('one')
    copyFileSync(file('a.log'), file('a.log.1'))
    truncateSync(file('a.log'))
    await until(() => [...positions.values()].join().includes('"generation":1,'))
    renameSync(file('a.log.1'), file('a.log.2'))
    await new Promise((resolve) => setTimeout(resolve, 15))
    // Half of the copy stands, and the file still has all of it.
    writeFileSync(file('a.log.1'), 'two\nth')
    appendFileSync(file('a.log'), 'two\nthree\n')
    await has('two', 'three')
    appendFileSync(file('a.log.1'), 'ree\n')
    truncateSync(file('a.log'))
    appendFileSync(file('a.log'), 'four\n')
    await has('four')
    expect(texts()).toEqual(['one', 'two', 'three', 'four'])
  })

  test('copies that are renamed while they are looked for are looked for again', async () => {
    writeFileSync(file('a.log'), 'line 0\n')
    start(['a.log'])
    // Another process, as logrotate is: it renames, copies and cuts at any moment of a look.
    const rotator = spawn(process.execPath, ['--eval', rotating, file('a.log')], {
      stdio: ['pipe', 'ignore', 'inherit'],
    })
    const ended = once(rotator, 'exit')
    for (let turn = 1; turn <= 20; turn++) {
      rotator.stdin.write('on')
      await has(`line ${turn * 24}`)
    }
    rotator.stdin.end()
    expect(await ended).toEqual([0, null])
    expect(texts()).toEqual(Array.from({ length: 20 * 24 + 1 }, (_, line) => `line ${line}`))
  })

  test('a line that is too long is counted and passed over', async () => {
    const long = 'x'.repeat(followLimits.piece * 2 + 10)
    writeFileSync(file('a.log'), `one\n${long}\ntwo\n`)
    const driver = start()
    await has('two')
    expect(texts()).toEqual(['one', 'two'])
    expect(driver.health().refused).toBe(1)
  })

  test('many files in folders below are followed, each once, links too', async () => {
    for (let at = 0; at < 120; at++) {
      mkdirSync(file(`d${at % 7}/e`), { recursive: true })
      writeFileSync(file(`d${at % 7}/e/f${at}.log`), `${at}\n`)
    }
    symlinkSync(file('d1/e/f1.log'), file('link.log'))
    symlinkSync(dir, file('d1/ring'))
    start(['**/*.log'])
    await until(() => texts().length >= 120)
    expect(new Set(texts()).size).toBe(120)
    expect(texts()).toHaveLength(120)
  })

  test('a link that leads out of what may be read is said aloud', async () => {
    writeFileSync(file('a.log'), 'one\n')
    symlinkSync('/etc/hostname', file('b.log'))
    const driver = start()
    await has('one')
    expect(driver.health()).toMatchObject({ state: 'trouble', trouble: { code: 'denied' } })
    expect(driver.health().places[0]).toMatchObject({ name: file('b.log'), state: 'denied' })
  })

  test('what this account may not read is said aloud', async () => {
    writeFileSync(file('a.log'), 'one\n')
    chmodSync(file('a.log'), 0)
    chmodSync(dir, 0o755)
    // Nothing is shut to root: it is somebody else for a moment.
    const root = process.getuid?.() === 0
    if (root) process.seteuid?.(65534)
    const driver = start()
    await until(() => driver.health().state === 'trouble')
    expect(driver.health().places[0]).toMatchObject({ name: file('a.log'), state: 'denied' })
    if (root) process.seteuid?.(0)
    chmodSync(file('a.log'), 0o600)
    await has('one')
  })

  test('a full log is waited for by whoever appends: the position stands', async () => {
    writeFileSync(file('a.log'), 'one\n')
    scratch.hold()
    start()
    await until(() => scratch.waiting.appends === 1)
    expect([...positions.values()].join()).not.toContain('"offset":4')
    scratch.release()
    await until(() => [...positions.values()].join().includes('"offset":4'))
  })
})

describe('a restart', () => {
  test('goes on where it stood, also in a file that was rotated meanwhile', async () => {
    writeFileSync(file('a.log'), 'one\n')
    const first = start()
    await has('one')
    await first.close()
    appendFileSync(file('a.log'), 'two\n')
    renameSync(file('a.log'), file('a.log.1'))
    writeFileSync(file('a.log'), 'three\n')
    start()
    await has('two', 'three')
    expect(texts().sort()).toEqual(['one', 'three', 'two'])
  })

  test.each(['new one', 'new and more than was read'])(
    'reads on in its copy what was cut and grew again meanwhile: %s',
    async (grown) => {
      writeFileSync(file('a.log'), 'old one\n')
      writeFileSync(file('a.log.2'), 'an older one\n')
      const first = start()
      await has('old one')
      await first.close()
      appendFileSync(file('a.log'), 'two\n')
      copyFileSync(file('a.log'), file('a.log.1'))
      truncateSync(file('a.log'))
      appendFileSync(file('a.log'), `${grown}\n`)
      start()
      await has('two', grown)
      expect(texts()).toEqual(['old one', 'two', grown])
    },
  )

  test('says what was packed away while it did not run', async () => {
    writeFileSync(file('a.log'), 'one\n')
    const first = start()
    await has('one')
    await first.close()
    rmSync(file('a.log'))
    const second = start()
    await until(() => second.health().places.some(({ state }) => state === 'lost'))
  })

  property.prop(
    [
      fc.array(fc.array(fc.stringMatching(/^[a-z]{0,12}$/), { maxLength: 40 }), { minLength: 2, maxLength: 6 }),
      fc.nat(),
    ],
    { numRuns: 12 },
  )('after kill -9 at any moment has each line once, with the positions it had or older ones', async (rounds, seed) => {
    const inner = mkdtempSync(join(dir, 'round-'))
    const name = `${inner.slice(dir.length + 1)}/a.log`
    positions = new Map()
    const wanted: string[] = []
    writeFileSync(file(name), '')
    let forget = false
    for (const [at, lines] of rounds.entries()) {
      const driver = start([name], 'start', forget)
      const written = lines.map((line, n) => `${inner}:${at}:${n}:${line}`)
      for (const line of written) appendFileSync(file(name), `${line}\n`)
      wanted.push(...written)
      if ((seed >> at) % 2 === 0) await new Promise((resolve) => setTimeout(resolve, (seed >> at) % 7))
      else await until(() => wanted.every((line) => texts().includes(line)))
      driver.kill()
      await driver.close()
      forget = seed % 3 === 0
    }
    start([name])
    await until(() => wanted.every((line) => texts().includes(line)))
    expect(texts().filter((text) => text.startsWith(`${inner}:`))).toEqual(wanted)
    for (const one of running.splice(0)) await one.close()
  })
})

const step = fc.oneof(
  fc.record({ act: fc.constant('write' as const), lines: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ act: fc.constantFrom('rotate', 'rotate', 'kill') }),
  fc.record({ act: fc.constant('wait' as const), ms: fc.nat(12) }),
)

property.prop([fc.constantFrom('cut', 'moved'), fc.array(step, { minLength: 4, maxLength: 24 })], { numRuns: 30 })(
  'each line once, through rotations and kill -9 in any order, of a log that is cut or moved',
  async (way, steps) => {
    const name = `${mkdtempSync(join(dir, 'round-')).slice(dir.length + 1)}/a.log`
    const wanted: string[] = []
    const write = (lines: number) => {
      for (let at = 0; at < lines; at++) {
        // Of one length, so that a file which was cut may grow to the size that was read.
        wanted.push(`${name}:${String(wanted.length).padStart(5, '0')}`)
        appendFileSync(file(name), `${wanted.at(-1)}\n`)
      }
    }
    const rotate = () => {
      for (let number = 30; number > 0; number--)
        if (existsSync(file(`${name}.${number}`))) renameSync(file(`${name}.${number}`), file(`${name}.${number + 1}`))
      if (way === 'moved') renameSync(file(name), file(`${name}.1`))
      else copyFileSync(file(name), file(`${name}.1`))
      writeFileSync(file(name), '')
    }
    const came = () => until(() => wanted.every((line) => texts().includes(line)))
    positions = new Map()
    write(3)
    let driver = start([name])
    // What was rotated away before anybody knew of the file is history.
    await came()
    await until(() => [...positions.values()].some((each) => /"offset":[1-9]/.test(each)))
    for (const each of steps) {
      if (each.act === 'write') write(each.lines)
      else if (each.act === 'rotate') {
        // Two copies of one moment cannot be told apart.
        await new Promise((resolve) => setTimeout(resolve, 10))
        rotate()
      } else if (each.act === 'wait') await new Promise((resolve) => setTimeout(resolve, each.ms))
      else {
        driver.kill()
        await driver.close()
        driver = start([name])
      }
    }
    await came()
    expect(
      texts()
        .filter((text) => text.startsWith(name))
        .sort(),
    ).toEqual(wanted)
    for (const one of running.splice(0)) await one.close()
  },
)

property.prop([
  fc.uint8Array({ maxLength: 200 }).map((bytes) => bytes.map((byte) => (byte % 5 === 0 ? 10 : byte))),
  fc.nat(200),
])('lines are the same whether much or little of the file is there', (bytes, cut) => {
  const options = { longest: 20, mostRecords: 5, skipping: false, last: false }
  const whole = cutLines(bytes, 0, options)
  const part = cutLines(bytes.subarray(0, cut), 0, options)
  const firsts = part.starts.slice(0, whole.starts.length)
  expect(whole.starts.slice(0, firsts.length)).toEqual(firsts)
  expect(part.next).toBeLessThanOrEqual(Math.max(whole.next, cut))
})

test('a file that was copied and cut more than once while nobody read loses nothing', async () => {
  writeFileSync(file('a.log'), 'one\n')
  const first = start()
  await has('one')
  await first.close()
  const rotate = (number: number) => {
    copyFileSync(file('a.log'), file(`a.log.${number}`))
    truncateSync(file('a.log'))
  }
  appendFileSync(file('a.log'), 'two\n')
  rotate(3)
  const second = start()
  await has('two')
  await until(() => [...positions.values()].join().includes('"generation":1,'))
  await second.close()
  for (const number of [2, 1]) {
    await new Promise((resolve) => setTimeout(resolve, 15))
    appendFileSync(file('a.log'), `before ${number}\n`)
    rotate(number)
  }
  appendFileSync(file('a.log'), 'last\n')
  start()
  await has('before 2', 'before 1', 'last')
  expect(texts()).toEqual(['one', 'two', 'before 2', 'before 1', 'last'])
})

describe('records of several lines', () => {
  const indented = () => start(['*.log'], 'start', false, 'indented')

  test('a line that begins with white space belongs to the one before; the last waits for what may follow', async () => {
    writeFileSync(file('a.log'), 'java.lang.Oops: no\n\tat a.B(c:1)\nCaused by: x\n\n\tat d\r\nnext\n  more\n')
    indented()
    await has('java.lang.Oops: no\n\tat a.B(c:1)\nCaused by: x\n\tat d')
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(texts()).toHaveLength(1)
    appendFileSync(file('a.log'), '  and more\n')
    ahead = 10_000
    await has('next\n  more\n  and more')
    // Nothing came for long, so that it was a record: what comes now is one of its own.
    appendFileSync(file('a.log'), '  late\nlast\n')
    await has('  late')
    expect(texts()).toHaveLength(3)
  })

  test('a record begins at a line that a pattern fits, within lines and bytes', async () => {
    const driver = start(['*.log'], 'start', false, { begins: '^\\d{4}-', lines: 3, bytes: 1024, seconds: 1 })
    const long = 'x'.repeat(700)
    writeFileSync(file('a.log'), `2026-1\na\nb\nc\n2026-2\n${long}\n${long}\n2026-3\n2026-4\n`)
    await has('2026-1\na\nb', 'c', `2026-2\n${long}`, long, '2026-3')
    expect(texts()).toHaveLength(5)
    await driver.close()
    expect(texts()).not.toContain('2026-4')
  })

  test('a file that is cut and copied nowhere gives what waited for more lines', async () => {
    writeFileSync(file('a.log'), 'one\n two\n')
    indented()
    await until(() => [...positions.values()].some((each) => each.includes('a.log')))
    await new Promise((resolve) => setTimeout(resolve, 40))
    truncateSync(file('a.log'))
    await has('one\n two')
  })

  test('lines that were a record because nothing followed stay one over a crash that forgot them', async () => {
    writeFileSync(file('a.log'), 'zero\none\n')
    const first = indented()
    await has('zero')
    await until(() => [...positions.values()].some((each) => /"offset":5/.test(each)))
    const kept = new Map(positions)
    ahead = 10_000
    await has('one')
    first.kill()
    await first.close()
    positions = kept
    appendFileSync(file('a.log'), ' two\nthree\nfour\n')
    indented()
    await has(' two', 'three')
    expect(texts()).toEqual(['zero', 'one', ' two', 'three'])
  })
})

property.prop(
  [
    fc.constantFrom('cut', 'moved'),
    fc.array(step, { minLength: 4, maxLength: 20 }),
    fc.integer({ min: 1, max: 4 }),
    fc.boolean(),
  ],
  { numRuns: 20 },
)(
  'each line once in some record, in order, through rotations, silence and kill -9 in any order',
  async (way, steps, each, forget) => {
    const name = `${mkdtempSync(join(dir, 'round-')).slice(dir.length + 1)}/a.log`
    const records = { begins: '^B', lines: 50, bytes: 4096, seconds: 1 }
    const wanted: string[] = []
    const write = (lines: number) => {
      for (let at = 0; at < lines; at++) {
        const head = wanted.length % each === 0 ? 'B' : ' '
        wanted.push(`${head}${name}:${String(wanted.length).padStart(5, '0')}`)
        appendFileSync(file(name), `${wanted.at(-1)}\n`)
      }
    }
    const rotate = () => {
      for (let number = 30; number > 0; number--)
        if (existsSync(file(`${name}.${number}`))) renameSync(file(`${name}.${number}`), file(`${name}.${number + 1}`))
      if (way === 'moved') renameSync(file(name), file(`${name}.1`))
      else copyFileSync(file(name), file(`${name}.1`))
      writeFileSync(file(name), '')
    }
    const lines = () =>
      texts()
        .flatMap((text) => text.split('\n'))
        .filter((line) => line.includes(name))
    const came = () =>
      until(() => {
        ahead += 100
        const now = new Set(lines())
        return wanted.every((line) => now.has(line))
      })
    positions = new Map()
    write(3)
    let driver = start([name], 'start', false, records)
    await came()
    await until(() => [...positions.values()].some((one) => /"offset":[1-9]/.test(one)))
    for (const one of steps) {
      if (one.act === 'write') write(one.lines)
      else if (one.act === 'rotate') {
        await new Promise((resolve) => setTimeout(resolve, 10))
        rotate()
      } else if (one.act === 'wait') {
        // Some silences are long enough to end a record.
        if (one.ms % 2 === 0) ahead += 1500
        await new Promise((resolve) => setTimeout(resolve, one.ms))
      } else {
        driver.kill()
        await driver.close()
        driver = start(
          [name],
          'start',
          forget && way === 'moved' && !steps.some(({ act }) => act === 'rotate'),
          records,
        )
      }
    }
    await came()
    expect(lines().sort((a, b) => (a.slice(1) < b.slice(1) ? -1 : 1))).toEqual(wanted)
    for (const one of running.splice(0)) await one.close()
  },
)
