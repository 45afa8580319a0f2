import { expect, test } from 'vitest'
import { bindingOf, filled } from './sources-api.ts'

const doors = {
  hosts: ['soc.example'],
  url: 'http://soc.example:4780',
  ports: { http: 4780, syslog: 5140, udp: 5140, tls: null, beats: 5044 },
  authority: null,
}
const given = { doors, host: 'soc.example', source: 'pumps', token: 'secret', shut: 'SHUT' }

test('a snippet is filled with what the server said; a door that is shut is said in its place', () => {
  expect(filled('{{host}}:{{udpPort}} {{token}} {{source}} {{tlsPort}}', given)).toBe(
    'soc.example:5140 secret pumps SHUT',
  )
})

test('at a shared door a source is told by its sender; elsewhere by its name', () => {
  const way = { door: 'syslog-udp', decoder: 'fortigate', file: '', snippet: '' }
  expect(bindingOf(way, '10.0.0.1')).toEqual({ sender: '10.0.0.1', door: 'syslog', decoder: 'fortigate' })
  expect(bindingOf(way, '')).toEqual({})
  expect(bindingOf({ ...way, door: 'http', decoder: 'zeek' }, '')).toEqual({ decoder: 'zeek' })
})
