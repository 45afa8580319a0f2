import { describe, expect, test } from 'vitest'
import { decodeOne, placeOf } from '../decode.fixture.ts'
import { clfTime } from './clf-time.ts'

describe('access logs', () => {
  test('combined', () => {
    const { native, derived, time, logsources } = decodeOne(
      'web',
      '198.51.100.7 - j.martin [20/Nov/2026:10:00:00 +0100] "GET /a/b.php?x=1&y=%27 HTTP/1.1" 404 153 "https://r.example/" "curl \\"8\\""',
    )
    expect(Object.fromEntries(native)).toMatchObject({
      'c-ip': '198.51.100.7',
      'cs-username': 'j.martin',
      'cs-method': 'GET',
      'cs-uri-stem': '/a/b.php',
      'cs-uri-query': 'x=1&y=%27',
      'cs-version': 'HTTP/1.1',
      'sc-status': 404,
      'sc-bytes': 153,
      'cs-referer': 'https://r.example/',
      'cs-user-agent': 'curl \\"8\\"',
    })
    expect(Object.fromEntries(derived)).toMatchObject({
      'c-uri-extension': 'php',
      outcome: 'failure',
      'c-useragent': 'curl \\"8\\"',
    })
    expect(time).toBe(Date.UTC(2026, 10, 20, 9))
    expect(logsources).toEqual([{ category: 'webserver' }])
  })

  test.each([
    ['common', '192.0.2.1 - - [20/Nov/2026:10:00:00 +0000] "HEAD / HTTP/1.0" 200 -', { 'cs-method': 'HEAD' }],
    [
      'vhost_combined',
      'www.example:443 2001:db8::1 - - [20/Nov/2026:10:00:00 +0000] "GET / HTTP/2.0" 200 1 "-" "-"',
      { 'cs-host': 'www.example', 's-port': '443', 'c-ip': '2001:db8::1' },
    ],
    ['bytes of TLS', '192.0.2.1 - - [20/Nov/2026:10:00:00 +0000] "\\x16\\x03" 400 0', { 'cs-request': '\\x16\\x03' }],
    [
      'a user with a space',
      '192.0.2.1 - a b [20/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 401 0',
      { 'cs-username': 'a b' },
    ],
    [
      'a name for an address',
      'client.example - - [20/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 0',
      { 'c-ip': 'client.example' },
    ],
    ['an empty request', '192.0.2.1 - - [20/Nov/2026:10:00:00 +0000] "" 408 0', { 'sc-status': 408 }],
  ])('%s', (_, line, fields) => {
    const event = decodeOne('web', line)
    expect(Object.fromEntries(event.native)).toMatchObject(fields)
    expect(event.derived.has('tocsin.read_as')).toBe(false)
  })

  test('places: the query in its line, the user before the bracket', () => {
    const line = '192.0.2.1 - bob [20/Nov/2026:10:00:00 +0000] "GET /é?q=bob HTTP/1.1" 200 5'
    expect(placeOf('web', line, 'cs-uri-query')).toBe('q=bob')
    expect(placeOf('web', line, 'cs-username')).toBe('bob')
    expect(placeOf('web', line, 'c-uri')).toBe('/é?q=bob')
    expect(placeOf('web', line, 'sc-status')).toBe('200')
    expect(placeOf('web', line, 'sc-bytes')).toBe('5')
    expect(placeOf('web', line, 'c-ip')).toBe('192.0.2.1')
  })

  test.each([
    ['20/Nov/2026:10:00:00 +0130', Date.UTC(2026, 10, 20, 8, 30)],
    ['31/Nov/2026:10:00:00 +0000', undefined],
    ['20/Nob/2026:10:00:00 +0000', undefined],
    ['20/Nov/2026:25:00:00 +0000', undefined],
  ])('%s', (text, time) => {
    expect(clfTime(text)).toBe(time)
  })

  test('by syslog a web server is known by its program, and without one by its form', () => {
    const line = '192.0.2.1 - - [20/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5'
    for (const head of [
      '<190>Nov 20 10:00:00 web-01 nginx: ',
      '<190>Nov 20 10:00:00 web-01 apache2[7]: ',
      '<190>1 - web-01 - - - - ',
    ]) {
      const event = decodeOne('syslog', head + line)
      expect(event.logsources).toEqual([{ category: 'webserver' }])
      expect(event.ocsf['device.hostname']).toBe('web-01')
    }
  })
})

describe('JSON of web servers', () => {
  test('nginx with one field for the request', () => {
    const { derived } = decodeOne('web', '{"remote_addr":"192.0.2.1","status":403,"request":"POST /x?y=1 HTTP/1.1"}')
    expect(Object.fromEntries(derived)).toMatchObject({
      'cs-method': 'POST',
      'cs-uri-stem': '/x',
      'cs-uri-query': 'y=1',
      outcome: 'failure',
    })
  })

  test('the json decoder meets it too', () => {
    expect(
      decodeOne('json', '{"remote_addr":"192.0.2.1","status":200,"request_method":"GET","request_uri":"/"}').logsources,
    ).toContainEqual({ category: 'webserver' })
  })

  test('another object is plain JSON, and says so', () => {
    expect(decodeOne('web', '{"a":1}').derived.get('tocsin.read_as')).toBe('json')
  })
})
