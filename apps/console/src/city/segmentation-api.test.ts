import { expect, test } from 'vitest'
import { cellOf, type Flow, searchOf, type ZonePair } from './segmentation-api.ts'

const pair = (some: Partial<ZonePair>): ZonePair => ({
  ...{ from: 'a', to: 'b', conduits: [], within: 0, meant: 0, without: 0 },
  ...some,
})
const conduit = { id: 'c', name: 'C', protocol: null, ports: [], encryption: null }

test('what nobody meant goes before what somebody did', () => {
  const figure = String
  expect(cellOf(undefined, figure)).toEqual({ mark: 'none' })
  expect(cellOf(pair({}), figure)).toEqual({ mark: 'none' })
  expect(cellOf(pair({ conduits: [conduit] }), figure)).toEqual({ mark: 'unused' })
  expect(cellOf(pair({ conduits: [conduit], meant: 3 }), figure)).toEqual({ mark: 'kept', figure: '3' })
  expect(cellOf(pair({ within: 2 }), figure)).toEqual({ mark: 'kept', figure: '2' })
  expect(cellOf(pair({ conduits: [conduit], meant: 3, without: 1 }), figure)).toEqual({ mark: 'against', figure: '1' })
})

test('a flow between two addresses leads to its records, one between many does not', () => {
  const flow = (from: string, to: string, port: number): Flow => ({
    ...{ transport: 'tcp', port, app: '', bytes: 0, judged: 'meant', first: 0, last: 0, count: 1, source: 'zeek' },
    from: { end: from, asset: null, assetName: null },
    to: { end: to, asset: null, assetName: null },
  })
  expect(searchOf(flow('10.0.0.1', '10.0.0.2', 502))).toBe(
    'src_endpoint.ip:"10.0.0.1" dst_endpoint.ip:"10.0.0.2" dst_endpoint.port:502',
  )
  expect(searchOf(flow('fd00::1', '10.0.0.2', 0))).toBe('src_endpoint.ip:"fd00::1" dst_endpoint.ip:"10.0.0.2"')
  expect(searchOf(flow('outside', '10.0.0.2', 502))).toBeUndefined()
  expect(searchOf(flow('zone:office', '10.0.0.2', 502))).toBeUndefined()
})
