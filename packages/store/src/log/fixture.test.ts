import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { manualClock } from '@tocsin/kit'
import { expect, test } from 'vitest'
import { emptyPosition } from '../position.ts'
import { lastControl } from './frame-at.ts'
import { openLogReader } from './log-reader.ts'
import { batchesFrom, draftOf, framesIn, inScratch, newYear, scratchLog } from './scratch-log.ts'

const fixture = fileURLToPath(new URL('./fixtures/v1.seg', import.meta.url))
const name = '0000000000000000.seg'
const digest = 'ab'.repeat(32)

/** What the fixture was written with. */
async function writeSame(dir: string): Promise<Buffer> {
  const clock = manualClock(newYear)
  const log = scratchLog(dir, { clock })
  await log.append([
    draftOf('<34>1 2026-01-01T00:00:00Z host app - - - first', { key: 'a' }),
    draftOf('{"EventID":4688}', {
      source: 'windows',
      decoder: 'windows',
      peer: 'journal.json',
      origin: 'proven',
      key: 'b',
    }),
  ])
  clock.advance(1.5)
  await log.append(
    [draftOf('', { realm: 'sample', origin: 'claimed', peer: '', key: 'c' }), draftOf('é', { key: 'd' })],
    'once',
  )
  log.tick()
  await log.control({ kind: 'rules', digest, count: 3 })
  await log.close()
  return readFileSync(join(dir, '0', name))
}

test('a segment of version 1 opens, frame by frame', () =>
  inScratch(async (dir) => {
    mkdirSync(join(dir, '0'))
    copyFileSync(fixture, join(dir, '0', name))
    const start = newYear * 1000
    const seen = framesIn(dir).map(({ kind, realm, origin, source, decoder, peer, received, payload }) => [
      kind,
      realm,
      origin,
      source,
      decoder,
      peer,
      received - start,
      new TextDecoder().decode(payload),
    ])
    expect(seen).toEqual([
      [
        'data',
        'real',
        'address',
        'syslog',
        'syslog',
        '192.0.2.1:514',
        0,
        '<34>1 2026-01-01T00:00:00Z host app - - - first',
      ],
      ['data', 'real', 'proven', 'windows', 'windows', 'journal.json', 1, '{"EventID":4688}'],
      [
        'control',
        'real',
        'proven',
        'tocsin',
        '',
        '',
        1500,
        '{"kind":"batch","key":"once","source":"syslog","frames":2}',
      ],
      ['data', 'sample', 'claimed', 'syslog', 'syslog', '', 1501, ''],
      ['data', 'real', 'address', 'syslog', 'syslog', '192.0.2.1:514', 1502, 'é'],
      ['tick', 'real', 'proven', 'tocsin', '', '', 1503, ''],
      ['control', 'real', 'proven', 'tocsin', '', '', 1504, `{"kind":"rules","digest":"${digest}","count":3}`],
    ])
    expect(batchesFrom(openLogReader({ dir, lane: 0, from: emptyPosition() })).map(({ frames }) => frames)).toEqual([
      6, 1,
    ])
    expect(lastControl(dir, 0, 'rules')?.control).toMatchObject({ digest })
    const log = scratchLog(dir)
    expect(await log.append([draftOf('x')], 'once')).toEqual({ frames: 2, repeated: true })
    await log.close()
  }))

test('the writer of today writes version 1 byte for byte', () =>
  inScratch(async (dir) => {
    expect(await writeSame(dir)).toEqual(readFileSync(fixture))
  }))
