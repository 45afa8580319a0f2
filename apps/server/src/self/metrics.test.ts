import { expect, test } from 'vitest'
import { type MetricsView, metricsText } from './metrics.ts'

const source = {
  frames: 10,
  events: 10,
  refused: 0,
  late: 1,
  skewed: 0,
  repeated: 2,
  bytes: 700,
  last: 1_700_000_000_000,
}
const view: MetricsView = {
  figures: {
    at: 0,
    threads: [{ thread: 'keep', loop: { p50: 1, p99: 20, max: 250 }, busy: 0.5, heap: 1000 }],
    lag: [{ lane: 0, sink: 'events', frames: 3, seconds: 1.5, waiting: 2 }],
    snapshotAge: 4000,
    kernelUdp: { machine: 5, own: [{ port: 514, drops: 2, waiting: 0 }] },
    process: { rss: 1e8, uptime: 60, node: 'v20' },
    files: { events: 1, state: 2, log: 3 },
    disk: { free: 10, total: 100 },
  },
  sinks: [],
  sources: [{ source: 'zeek "x"\n', ...source }],
  refusals: [{ lane: 0, source: 'zeek', stage: 'decode', reason: 'not-json', count: 4, samples: [] }],
  ready: true,
  unacknowledged: 0,
  http: { answers: { 200: 7 }, refused: { 'bad-json': 1 }, liveStreams: 1, ingestBytes: 0 },
  troubles: [{ kind: 'lag', about: 'events', since: 0, value: 90, limit: 60, says: { en: '', fr: '' } }],
  signals: [
    { metric: 'tocsin_sign_ins_total', labels: { by: 'link' }, count: 1 },
    { metric: 'tocsin_sign_ins_total', labels: { by: 'passphrase' }, count: 2 },
  ],
}

test('the text is OpenMetrics: base units, totals, an end, and nothing that a name could break out of', async () => {
  const text = await metricsText(view)
  expect(text.trimEnd().endsWith('# EOF')).toBe(true)
  for (const line of [
    'tocsin_ready 1',
    'tocsin_lag_seconds{lane="live",sink="events"} 1.5',
    'tocsin_event_loop_delay_seconds{thread="keep",at="max"} 0.25',
    'tocsin_snapshot_age_seconds 4',
    'tocsin_kernel_udp_drops_total{port="514"} 2',
    'tocsin_frames_refused_total{source="zeek",stage="decode",reason="not-json"} 4',
    'tocsin_sign_ins_total{by="passphrase"} 2',
    'tocsin_source_frames_total{source="zeek \\"x\\"\\n"} 10',
    'tocsin_trouble{kind="lag",about="events"} 1',
  ]) {
    expect(text.split('\n')).toContain(line)
  }
  expect(text).toContain('# TYPE tocsin_frames_refused counter')
})

test('a thousand sources have a bounded number of series, and their sum is whole', async () => {
  const sources = Array.from({ length: 1000 }, (_, index) => ({ source: `s${index}`, ...source }))
  const text = await metricsText({ ...view, sources })
  const series = text.split('\n').filter((line) => line.startsWith('tocsin_source_frames_total{'))
  expect(series).toHaveLength(201)
  expect(series.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)).toBe(10_000)
})
