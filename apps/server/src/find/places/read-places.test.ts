import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { placeFiles, placesIn } from './open-places.ts'
import { publicAddress } from './public-address.ts'
import { readPlaces } from './read-places.ts'

const brought = placeFiles('/nowhere')
const places = placesIn(brought)

describe('the database that comes with Tocsin', () => {
  it('knows the country of public addresses of both families', () => {
    expect(places.sources).toMatchObject([{ gives: 'country', by: 'brought' }])
    expect(places.of('193.48.0.1')).toEqual({ country: 'FR' })
    expect(places.of('::ffff:193.48.0.1')).toEqual({ country: 'FR' })
    expect(places.of('2001:660::1')?.country).toBe('FR')
  })

  it('says nothing of addresses that belong to nobody', () => {
    for (const ip of [
      '10.2.0.7',
      '127.0.0.1',
      '198.51.100.7',
      '100.64.0.1',
      '::1',
      'fe80::1',
      '2001:db8::7',
      'lamp',
      '',
    ]) {
      expect(places.of(ip), ip).toBeUndefined()
    }
  })

  test.prop([fc.oneof(fc.string(), fc.ipV4(), fc.ipV6())])('any text has a place or none', (text) => {
    const place = places.of(text)
    expect(place === undefined || /^[A-Z]{2}$/.test(place.country ?? '')).toBe(true)
    if (place !== undefined) expect(publicAddress(text)).toBeDefined()
  })
})

describe("an operator's file", () => {
  const [file] = brought
  if (file === undefined) throw new Error('no file was brought')

  test.prop([fc.uint8Array({ maxLength: 400 })])('that is none is refused with a reason', (bytes) => {
    const read = readPlaces([{ gives: 'country', by: 'own', bytes }])
    expect(read.ok ? '' : read.error).not.toBe('')
  })

  test.prop([fc.nat({ max: file.bytes.length - 1 }), fc.ipV4()], { numRuns: 20 })(
    'that was cut is refused, or tells what is left of it, and never throws',
    (length, ip) => {
      const read = readPlaces([{ ...file, bytes: file.bytes.subarray(0, length) }])
      if (read.ok) read.value.of(ip)
      expect(read.ok ? 'read' : read.error).not.toBe('')
    },
  )

  it('is used where it can be read; else the one that was brought, and it is said', () => {
    const dir = mkdtempSync(join(tmpdir(), 'places-'))
    try {
      mkdirSync(join(dir, 'places'))
      writeFileSync(join(dir, 'places', 'country.mmdb'), 'no database')
      expect(placesIn(placeFiles(dir)).sources).toMatchObject([{ by: 'brought' }])
      writeFileSync(join(dir, 'places', 'country.mmdb'), file.bytes)
      expect(placesIn(placeFiles(dir)).sources).toMatchObject([{ by: 'own' }])
    } finally {
      rmSync(dir, { recursive: true })
    }
  })
})
