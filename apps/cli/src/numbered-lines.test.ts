import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { fc, test } from '@fast-check/vitest'
import { maxPayload } from '@tocsin/event'
import { afterAll, describe, expect } from 'vitest'
import { numberedLines } from './numbered-lines.ts'

const dir = mkdtempSync(join(tmpdir(), 'lines-'))
afterAll(() => rmSync(dir, { recursive: true }))

async function read(content: string | Uint8Array, name = 'lines.txt') {
  const path = join(dir, name)
  writeFileSync(path, content)
  const lines: [number, string | undefined][] = []
  for await (const { number, bytes } of numberedLines(path)) {
    lines.push([number, bytes === undefined ? undefined : Buffer.from(bytes).toString('latin1')])
  }
  return lines
}

describe('numbered lines', () => {
  test('empty lines count and are not given; the last line needs no end', async () => {
    expect(await read('a\r\n\n\r\nb')).toEqual([
      [0, 'a'],
      [3, 'b'],
    ])
    expect(await read('')).toEqual([])
  })

  test('a line longer than a frame keeps its number and loses its bytes; its neighbours lose nothing', async () => {
    expect(await read(`a\n${'x'.repeat(maxPayload + 1)}\nb\n`)).toEqual([
      [0, 'a'],
      [1, undefined],
      [2, 'b'],
    ])
    expect(await read('x'.repeat(3 * maxPayload))).toEqual([[0, undefined]])
  })

  test('gzip is read by its content, whatever the name', async () => {
    const zipped = gzipSync('a\nb\n')
    expect(await read(zipped, 'a.log.gz')).toEqual([
      [0, 'a'],
      [1, 'b'],
    ])
    expect(await read(zipped, 'a.log')).toEqual(await read('a\nb\n', 'named.gz'))
  })

  test('a gzip file that is cut off is an error, not an end', async () => {
    await expect(read(gzipSync('a\n'.repeat(1000)).subarray(0, -9), 'cut.gz')).rejects.toThrow()
  })

  test('a file that is not there is an error', async () => {
    await expect(numberedLines(join(dir, 'none')).next()).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test.prop([fc.array(fc.stringMatching(/^[a-z]{0,20}$/), { maxLength: 30 })], { numRuns: 30 })(
    'the numbers are those of the lines',
    async (lines) => {
      const expected = lines.map((line, number) => [number, line]).filter(([, line]) => line !== '')
      expect(await read(lines.join('\n'))).toEqual(expected)
    },
  )
})
