import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { loadingOf, packRules, unpackRules } from './bundle.ts'

const files = fc.array(fc.record({ path: fc.string({ maxLength: 30 }), text: fc.string({ unit: 'binary' }) }), {
  maxLength: 20,
})

describe('a rule bundle', () => {
  test.prop([files])('comes back as it was packed, sorted by path', (given) => {
    const { bytes, count } = packRules(given)
    const read = unpackRules(bytes)
    expect(read.ok && read.value.files.length).toBe(count)
    if (!read.ok) return
    expect(read.value.files.map(({ path }) => path)).toEqual(given.map(({ path }) => path).sort())
    expect(new Set(read.value.files.map((file) => JSON.stringify([file.path, file.text])))).toEqual(
      new Set(given.map((file) => JSON.stringify([file.path, file.text]))),
    )
  })

  test.prop([files, fc.integer()])('has one digest, whatever the order of its files', (given, seed) => {
    const turned = given
      .slice(Math.abs(seed) % (given.length + 1))
      .concat(given.slice(0, Math.abs(seed) % (given.length + 1)))
    expect(packRules(turned).digest).toBe(packRules(given).digest)
  })

  test('says who listens, and means the same whoever does', () => {
    const rule = { path: 'a.yml', text: 'title: a' }
    const quiet = packRules([rule], [], ['b', 'a', 'b'])
    expect(unpackRules(quiet.bytes)).toMatchObject({ value: { listening: ['a', 'b'] } })
    expect([quiet.meaning, packRules([rule]).digest]).toEqual([packRules([rule]).meaning, quiet.meaning])
    expect(quiet.digest).not.toBe(quiet.meaning)
  })

  test('carries formats, and means the same with them', () => {
    const rule = { path: 'a.yml', text: 'title: a' }
    const format = { path: 'decoders/p.yml', text: 'id: p' }
    const packed = packRules([rule], [], [], [format])
    expect(unpackRules(packed.bytes)).toMatchObject({ value: { files: [rule], decoders: [format] } })
    expect([packed.meaning, packed.count]).toEqual([packRules([rule]).digest, 1])
    expect(packed.digest).not.toBe(packed.meaning)
  })

  test('carries pipelines, and without them has the digest that it always had', () => {
    const rule = { path: 'a.yml', text: 'title: a' }
    const pipeline = { path: 'p.yml', text: 'transformations: []' }
    const read = unpackRules(packRules([rule], [pipeline]).bytes)
    expect(read).toEqual({ ok: true, value: { files: [rule], pipelines: [pipeline], listening: [], decoders: [] } })
    expect(new TextDecoder().decode(packRules([rule]).bytes)).toContain('"version":1')
    expect(() => loadingOf({ pipelines: [{ path: 'p.yml', text: 'transformations: [{type: nest}]' }] })).toThrow(
      /refused/,
    )
  })

  test('has another digest when a letter changes', () => {
    const of = (text: string) => packRules([{ path: 'a.yml', text }]).digest
    expect(of('title: a')).not.toBe(of('title: b'))
    expect(of('title: a')).toMatch(/^[0-9a-f]{64}$/)
  })

  test.prop([fc.uint8Array({ maxLength: 200 })])('that is damaged is refused with a remedy', (bytes) => {
    const read = unpackRules(bytes)
    expect(read.ok).toBe(false)
    if (!read.ok) expect(read.error.fix).toMatch(/again/)
  })

  test.each([
    ['null', 'not-a-bundle'],
    ['{"version":4,"files":[]}', 'unknown-version'],
    ['{"version":2,"files":[],"pipelines":[7]}', 'not-a-bundle'],
    ['{"version":3,"files":[],"listening":[7]}', 'not-a-bundle'],
    ['{"version":1,"files":[{"path":1,"text":""}]}', 'not-a-bundle'],
    ['{"version":1}', 'not-a-bundle'],
  ])('that reads %s is refused as %s', (text, code) => {
    const read = unpackRules(new TextEncoder().encode(text))
    expect(!read.ok && read.error.code).toBe(code)
  })
})
