import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { decodeAll, decodeOne, decoderOf, placeOf } from '../decode.fixture.ts'
import { wireFields } from './protobuf.ts'

const sshd = '<38>Nov 20 10:00:01 gw-01 sshd[7]: Failed password for root from 198.51.100.7 port 22 ssh2'

describe('hec', () => {
  test('a text event is read by its own format, and the envelope names host and time where it does not', () => {
    const event = decodeOne(
      'hec',
      JSON.stringify({
        time: 1_795_168_800.5,
        host: 'fw-02',
        sourcetype: 'pan',
        event: 'link up',
        fields: { site: 'quai' },
      }),
    )
    expect(event.time).toBe(1_795_168_800_500)
    expect(event.observables).toContainEqual({ kind: 'host', value: 'fw-02' })
    expect(event.ocsf['device.hostname']).toBe('fw-02')
    expect(event.derived.get('envelope.sourcetype')).toBe('pan')
    expect(event.derived.get('site')).toBe('quai')
  })

  test('syslog inside keeps its own time and host', () => {
    const event = decodeOne('hec', JSON.stringify({ time: '1', host: 'relay', event: sshd }))
    expect(event.native.get('action')).toBe('login')
    expect(event.native.get('hostname')).toBe('gw-01')
    expect(event.observables.filter(({ kind }) => kind === 'host')).toEqual([{ kind: 'host', value: 'gw-01' }])
  })

  test('a Windows event inside is a Windows event', () => {
    const inside = { Channel: 'Security', EventID: 4625, Computer: 'PC-1', TargetUserName: 'a.petit' }
    const event = decodeOne('hec', JSON.stringify({ event: inside }))
    expect(event.logsources).toContainEqual({ product: 'windows', service: 'security' })
  })

  test('an envelope without a record is refused', () => {
    expect(() => decodeOne('hec', '{"time":1}')).toThrow('bad-header')
  })
})

describe('bulk', () => {
  const doc = '{"@timestamp":"2026-11-20T09:00:02.000Z","message":"signed in","user":{"name":"a.petit"}}'

  test('the document behind the action is the record, in its place', () => {
    const frame = `{"create":{"_index":"logs-app"}}\n${doc}`
    const event = decodeOne('bulk', frame)
    expect(event.derived.get('envelope.index')).toBe('logs-app')
    expect(event.time).toBe(Date.UTC(2026, 10, 20, 9, 0, 2))
    expect(placeOf('bulk', frame, 'user.name')).toBe('"a.petit"')
  })

  test('what has no document is refused', () => {
    expect(() => decodeOne('bulk', '{"delete":{"_index":"x","_id":"1"}}\n{}')).toThrow('bad-header')
    expect(() => decodeOne('bulk', '{"index":{}}')).toThrow('bad-header')
  })
})

describe('beats', () => {
  test('a line that a Beat read from a file is read by its own format', () => {
    const event = decodeOne(
      'beats',
      JSON.stringify({
        '@timestamp': '2026-11-20T09:00:02.000Z',
        input: { type: 'filestream' },
        log: { file: { path: '/var/log/auth.log' } },
        host: { name: 'gw-01' },
        message: 'Nov 20 10:00:01 gw-01 sshd[7]: Failed password for root from 198.51.100.7 port 22 ssh2',
      }),
    )
    expect(event.logsources).toContainEqual({ product: 'linux', service: 'sshd' })
    expect(event.derived.get('envelope.source')).toBe('/var/log/auth.log')
  })
})

describe('otlp', () => {
  const body = (value: unknown) => ({ timeUnixNano: '1795168800500000000', body: value, attributes: [] })
  const request = (...records: unknown[]) => ({
    resourceLogs: [
      {
        resource: { attributes: [{ key: 'host.name', value: { stringValue: 'srv-7' } }] },
        scopeLogs: [{ logRecords: records }],
      },
    ],
  })

  test('each log record is an event, with what its resource says', () => {
    const events = decodeAll(
      'otlp',
      JSON.stringify(request(body({ stringValue: sshd }), body({ stringValue: 'plain' }))),
    )
    expect(events).toHaveLength(2)
    expect(events[0]?.native.get('outcome')).toBe('failure')
    expect(events[1]?.time).toBe(1_795_168_800_500)
    expect(events[1]?.observables).toContainEqual({ kind: 'host', value: 'srv-7' })
    expect(events[1]?.derived.get('resource.host.name')).toBe('srv-7')
  })

  test('what the Windows receiver writes is a Windows event under its own names', () => {
    const pair = (key: string, value: unknown) => ({ key, value })
    const text = (stringValue: string) => ({ stringValue })
    const map = (...values: unknown[]) => ({ kvlistValue: { values } })
    const windows = map(
      pair('channel', text('Security')),
      pair('computer', text('PC-1')),
      pair('event_id', map(pair('id', { intValue: '4625' }), pair('qualifiers', { intValue: '0' }))),
      pair('provider', map(pair('name', text('Microsoft-Windows-Security-Auditing')))),
      pair('event_data', map(pair('TargetUserName', text('a.petit')))),
    )
    const [event] = decodeAll('otlp', JSON.stringify(request(body(windows))))
    expect(event?.logsources).toContainEqual({ product: 'windows', service: 'security' })
    expect([event?.native.get('EventID'), event?.native.get('TargetUserName')]).toEqual([4625, 'a.petit'])
  })

  test('protobuf says the same as JSON', () => {
    const record = message(
      [1, fixed64(1_795_168_800_500_000_000n)],
      [5, message([1, utf8(sshd)])],
      [6, message([1, utf8('site')], [2, message([1, utf8('quai')])])],
    )
    const about = message([1, message([1, utf8('host.name')], [2, message([1, utf8('srv-7')])])])
    const bytes = message([1, message([1, about], [2, message([2, record])])])
    const decoded = decoderOf('otlp').decode({ payload: bytes, received: 0 } as never)
    const [event] = decoded.ok ? decoded.value : []
    expect(event?.native.get('outcome')).toBe('failure')
    expect([event?.derived.get('site'), event?.derived.get('resource.host.name')]).toEqual(['quai', 'srv-7'])
  })

  test.prop([fc.uint8Array({ maxLength: 400 })])('any bytes are a message, or are not', (bytes) => {
    const fields = wireFields(bytes)
    expect(fields === undefined || fields.every(({ at }) => at < bytes.length)).toBe(true)
  })

  test('a message nested without end is refused, not followed', () => {
    let bytes = utf8('x')
    for (let depth = 0; depth < 500; depth++) bytes = message([6, message([1, message([2, bytes])])])
    const request = message([1, message([2, message([2, message([5, bytes])])])])
    const decoded = decoderOf('otlp').decode({ payload: request, received: 0 } as never)
    expect(decoded.ok || decoded.error.offset >= 0).toBe(true)
  })
})

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function fixed64(value: bigint): bigint {
  return value
}

/** Writes a message field by field: bytes as length-delimited, a bigint as fixed64. */
function message(...fields: (readonly [number: number, value: Uint8Array | bigint])[]): Uint8Array {
  const out: number[] = []
  const varint = (value: number) => {
    let left = value
    for (; left > 127; left = Math.floor(left / 128)) out.push((left % 128) | 128)
    out.push(left)
  }
  for (const [number, value] of fields) {
    if (typeof value === 'bigint') {
      varint(number * 8 + 1)
      for (let byte = 0n; byte < 8n; byte++) out.push(Number((value >> (byte * 8n)) & 255n))
    } else {
      varint(number * 8 + 2)
      varint(value.length)
      out.push(...value)
    }
  }
  return Uint8Array.from(out)
}
