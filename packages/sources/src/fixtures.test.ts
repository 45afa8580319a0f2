import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Decoded, Frame } from '@tocsin/event'
import { describe, expect, test } from 'vitest'
import { decoders, knownLogsources } from './index.ts'

const folder = join(import.meta.dirname, '..', 'fixtures')
const files = readdirSync(folder)

describe.each(files)('%s', (file) => {
  const id = file.slice(0, file.indexOf('.'))
  const lines = readFileSync(join(folder, file), 'utf8').trimEnd().split('\n')

  test.each(lines)('%s', (line) => {
    const payload = new TextEncoder().encode(line)
    const events = read(id, payload)
    expect(events.length).toBeGreaterThan(0)
    for (const [index, event] of events.entries()) {
      expect(event.derived.get('tocsin.read_as')).toBeUndefined()
      expect(event.logsources.length).toBeGreaterThan(0)
      for (const source of event.logsources) if (!isStated(source)) expect(knownLogsources).toContainEqual(source)
      for (const name of [...event.native.keys(), ...event.derived.keys()]) {
        const part = decoderOf(id).locate(payload, name, index)
        if (part === undefined) continue
        expect(part.start).toBeLessThanOrEqual(part.end)
        expect(part.end).toBeLessThanOrEqual(payload.length)
      }
      checkPlaces(id, payload, event, index)
    }
  })
})

test('every decoder has a file of lines, but the one whose lines lie in the guide and three envelopes', () => {
  const without = decoders.filter(({ id }) => !files.some((file) => file.startsWith(`${id}.`))).map(({ id }) => id)
  // What these carry lies escaped, over two lines or in protobuf: they have tests of their own.
  expect(without).toEqual(['json', 'hec', 'bulk', 'otlp'])
})

test('decoders have names of their own', () => {
  expect(new Set(decoders.map(({ id }) => id)).size).toBe(decoders.length)
})

/** Where a text stands as it is, its place holds exactly it. */
function checkPlaces(id: string, payload: Uint8Array, event: Decoded, index: number): void {
  const decoder = decoderOf(id)
  let exact = 0
  for (const [name, value] of event.native) {
    const part = decoder.locate(payload, name, index)
    if (part === undefined) continue
    const there = new TextDecoder().decode(payload.subarray(part.start, part.end))
    if (there === String(value) || there === JSON.stringify(value)) exact++
  }
  expect(exact).toBeGreaterThan(0)
}

// CEF and LEEF name their own product.
function isStated({ service }: { readonly service?: string }): boolean {
  return service === 'cef' || service === 'leef'
}

function decoderOf(id: string) {
  const decoder = decoders.find((one) => one.id === id)
  if (decoder === undefined) throw new Error(`no decoder ${id}`)
  return decoder
}

function read(id: string, payload: Uint8Array): readonly Decoded[] {
  const decoded = decoderOf(id).decode({ payload, received: Date.UTC(2026, 10, 20, 12) * 1000 } as unknown as Frame)
  if (!decoded.ok) throw new Error(decoded.error.reason)
  return decoded.value
}
