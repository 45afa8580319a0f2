import { fc, test } from '@fast-check/vitest'
import { parse } from '@tocsin/query'
import { describe, expect, it } from 'vitest'
import { conditionFor, narrowed } from './refine.ts'

describe('a search narrowed by a value', () => {
  it('keeps what the person wrote', () => {
    expect(narrowed('', 'device.hostname:gate', 'only')).toBe('device.hostname:gate')
    expect(narrowed('*', 'device.hostname:gate', 'without')).toBe('NOT device.hostname:gate')
    expect(narrowed('user:root | count by host', 'source:syslog', 'only')).toBe(
      'user:root source:syslog | count by host',
    )
    expect(narrowed('a OR b', 'source:syslog', 'only')).toBe('(a OR b) source:syslog')
    expect(narrowed('around 3.1.0 5m a', 'source:syslog', 'only')).toBe('around 3.1.0 5m a source:syslog')
    expect(narrowed('cmd:/a|b/ | count', 'source:syslog', 'only')).toBe('cmd:/a|b/ source:syslog | count')
  })

  it('says the same once, and the opposite instead', () => {
    expect(narrowed('a source:syslog', 'source:syslog', 'only')).toBe('a source:syslog')
    expect(narrowed('a source:syslog', 'source:syslog', 'without')).toBe('a NOT source:syslog')
    expect(narrowed('a NOT source:syslog', 'source:syslog', 'only')).toBe('a source:syslog')
  })

  it('asks for what is not there too', () => {
    expect(conditionFor('user.name', null)).toBe('NOT exists:user.name')
    expect(conditionFor('user.name', 'a "b"')).toBe('user.name:"a \\"b\\""')
    expect(conditionFor('dst_endpoint.port', 22)).toBe('dst_endpoint.port:22')
  })

  it('asks of texts with brackets and expressions what they say', () => {
    const holds = (text: string) => {
      const search = parse(text)
      return search.ok ? search.value.where : search.error
    }
    expect(holds(narrowed('(a OR b) | count', 'source:x', 'without'))).toMatchObject({ kind: 'and' })
    expect(holds(narrowed('"a or b"', 'source:x', 'only'))).toMatchObject({ kind: 'and' })
  })

  const texts = fc.constantFrom(
    '',
    'a',
    'a OR b',
    '"x | y" -z',
    'user:root | count by host',
    'around 3.1.0 5m a | count',
    'x (',
  )
  test.prop([texts, fc.string(), fc.constantFrom('only', 'without')])('can always be read', (text, value, how) => {
    const condition = conditionFor('message', value)
    const whole = narrowed(text, condition, how as 'only' | 'without')
    expect(parse(whole), whole).toMatchObject({ ok: true })
  })
})
