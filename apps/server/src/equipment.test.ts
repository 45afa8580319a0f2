import { decoders } from '@tocsin/sources'
import { expect, test } from 'vitest'
import { readEquipment } from './equipment.ts'

const known = [
  'host',
  'url',
  'source',
  'token',
  'authority',
  'httpPort',
  'syslogPort',
  'udpPort',
  'tlsPort',
  'beatsPort',
]

test('every equipment has a way in that something here reads, and asks for nothing that nobody fills in', () => {
  const all = readEquipment()
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  expect(all.length).toBeGreaterThan(15)
  const ids = new Set([...decoders.map(({ id }) => id), 'journal'])
  for (const { id, ways, gives } of all) {
    for (const { decoder, snippet, door } of ways) {
      expect(ids.has(decoder), `${id}: ${decoder}`).toBe(true)
      const asked = [...snippet.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name)
      expect(
        asked.filter((name) => !known.includes(name ?? '')),
        id,
      ).toEqual([])
      if (['http', 'hec', 'otlp'].includes(door)) expect(asked, id).toContain('token')
      if (door === 'connection') expect(() => JSON.parse(snippet), id).not.toThrow()
    }
    for (const one of gives) expect(one.split('|'), `${id}: ${one}`).toHaveLength(3)
  }
})
