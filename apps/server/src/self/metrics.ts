import type { SignalCount } from '@tocsin/kit'
import type { SinkStatus } from '@tocsin/stream'
import { Counter, Gauge, type OpenMetricsContentType, Registry } from 'prom-client'
import type { HttpCounters } from '../http/counters.ts'
import type { RefusalCount } from '../receive/index.ts'
import type { SourceStatus } from '../threads/messages.ts'
import type { Figures } from './figures.ts'
import type { Trouble } from './troubles.ts'

/** What a scrape is made of. */
export interface MetricsView {
  /** Absent in the first seconds. */
  readonly figures: Figures | undefined
  readonly sinks: readonly SinkStatus[]
  readonly sources: readonly SourceStatus[]
  readonly refusals: readonly (RefusalCount & { readonly lane: number })[]
  readonly ready: boolean
  readonly unacknowledged: number
  readonly http: HttpCounters
  readonly troubles: readonly Trouble[]
  readonly signals: readonly SignalCount[]
}

export const metricsType: string = Registry.OPENMETRICS_CONTENT_TYPE

/** Sources, and pairs of source and reason, that have a series of their own: the busiest. The rest are counted together. */
const mostNamed = 200
const others = '(other)'

type Labels = Readonly<Record<string, string>>

/** The figures in the text form of OpenMetrics 1.0: base units, `_total` for what only grows, few series. */
export async function metricsText(view: MetricsView): Promise<string> {
  const registry = new Registry<OpenMetricsContentType>()
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
  const put = putter(registry)
  const { figures } = view

  put.gauge('tocsin_ready', 'Whether Tocsin takes and judges what is sent', [[{}, view.ready ? 1 : 0]])
  for (const [name, help, read] of sinkTotals) {
    put.counter(
      name,
      help,
      view.sinks.map((sink) => [{ lane: laneName(sink.lane) }, read(sink)]),
    )
  }
  put.counter(
    'tocsin_stage_seconds_total',
    'Time that workers spent, by stage',
    view.sinks.flatMap(({ lane, times }) =>
      Object.entries(times).map(([stage, micros]) => [{ lane: laneName(lane), stage }, micros / 1e6] as const),
    ),
  )
  put.gauge(
    'tocsin_finding_latency_seconds',
    'From receipt to the committed finding, of the newest 4,096',
    view.sinks.flatMap(({ lane, latency }) =>
      Object.entries(latency).map(([at, millis]) => [{ lane: laneName(lane), at }, millis / 1000] as const),
    ),
  )
  put.counter('tocsin_detector_failures_total', 'Times that a detector threw', [
    [{}, view.sinks.flatMap(({ troubles }) => troubles).reduce((sum, { count }) => sum + count, 0)],
  ])
  for (const [name, help, read] of sourceTotals) {
    put.counter(name, help, capped(view.sources.map((source) => [{ source: source.source }, read(source)])))
  }
  put.gauge(
    'tocsin_source_last_seconds',
    'When a source last sent, in seconds since the epoch',
    [...view.sources]
      .sort((a, b) => b.frames - a.frames)
      .slice(0, mostNamed)
      .map(({ source, last }) => [{ source }, last / 1000]),
  )
  put.counter(
    'tocsin_frames_refused_total',
    'Records that were not taken or could not be read, by reason',
    capped(view.refusals.map(({ source, stage, reason, count }) => [{ source, stage, reason }, count])),
  )
  put.gauge('tocsin_unacknowledged_bytes', 'Read and not yet durable', [[{}, view.unacknowledged]])
  put.counter('tocsin_http_answers_total', 'Answers of the API, by status', named(view.http.answers, 'status'))
  put.counter('tocsin_http_refused_total', 'Requests that were refused, by reason', named(view.http.refused, 'code'))
  put.gauge('tocsin_live_streams', 'Open live streams', [[{}, view.http.liveStreams]])
  put.gauge(
    'tocsin_trouble',
    'Troubles of Tocsin that stand',
    view.troubles.map(({ kind, about = '' }) => [{ kind, about }, 1]),
  )
  if (figures !== undefined) putFigures(put, figures)
  for (const metric of new Set(view.signals.map((one) => one.metric))) {
    const counts = view.signals.filter((one) => one.metric === metric)
    put.counter(
      metric,
      'Signals of Tocsin',
      counts.map(({ labels, count }) => [labels, count]),
    )
  }
  return await registry.metrics()
}

function putFigures(put: Putter, figures: Figures): void {
  const { threads, lag, kernelUdp, process, files, disk } = figures
  const byLag = (read: (one: Figures['lag'][number]) => number) =>
    lag.map((one) => [{ lane: laneName(one.lane), sink: one.sink }, read(one)] as const)
  put.gauge(
    'tocsin_lag_frames',
    'Appended and not yet written, by sink',
    byLag(({ frames }) => frames),
  )
  put.gauge(
    'tocsin_lag_seconds',
    'How far a sink is behind what was received',
    byLag(({ seconds }) => seconds),
  )
  put.gauge(
    'tocsin_sink_queue_batches',
    'Judged batches that wait to be written',
    byLag(({ waiting }) => waiting),
  )
  put.gauge(
    'tocsin_event_loop_delay_seconds',
    'What a message waited for a thread, over the last 5 to 10 s',
    threads.flatMap(({ thread, loop }) =>
      Object.entries(loop).map(([at, millis]) => [{ thread, at }, millis / 1000] as const),
    ),
  )
  put.gauge(
    'tocsin_event_loop_busy_ratio',
    'Share of time that a thread was busy',
    threads.map((one) => [{ thread: one.thread }, one.busy]),
  )
  put.gauge(
    'tocsin_heap_bytes',
    'JavaScript objects of a thread',
    threads.map((one) => [{ thread: one.thread }, one.heap]),
  )
  if (figures.snapshotAge !== undefined) {
    put.gauge('tocsin_snapshot_age_seconds', 'Since keyed state was kept', [[{}, figures.snapshotAge / 1000]])
  }
  if (kernelUdp !== undefined) {
    put.counter('tocsin_kernel_udp_drops_machine_total', 'Datagrams of any program that found no room', [
      [{}, kernelUdp.machine],
    ])
    put.counter(
      'tocsin_kernel_udp_drops_total',
      'Datagrams that found no room in a socket of ours',
      kernelUdp.own.map(({ port, drops }) => [{ port: String(port) }, drops]),
    )
  }
  put.gauge(
    'tocsin_file_bytes',
    'What the stores and the log take on disk',
    Object.entries(files).map(([store, bytes]) => [{ store }, bytes]),
  )
  if (disk !== undefined) {
    put.gauge('tocsin_disk_free_bytes', 'Room on the volume of the data folder', [[{}, disk.free]])
    put.gauge('tocsin_disk_size_bytes', 'Size of the volume of the data folder', [[{}, disk.total]])
  }
  put.gauge('process_resident_memory_bytes', 'Memory of the process', [[{}, process.rss]])
  put.gauge('process_uptime_seconds', 'Since the process started', [[{}, process.uptime]])
}

const sinkTotals: readonly (readonly [string, string, (sink: SinkStatus) => number])[] = [
  ['tocsin_frames_judged_total', 'Records that went through every stage', (sink) => sink.frames],
  ['tocsin_events_total', 'Events that were read out of them', (sink) => sink.events],
  ['tocsin_findings_total', 'Findings', (sink) => sink.findings],
]

const sourceTotals: readonly (readonly [string, string, (source: SourceStatus) => number])[] = [
  ['tocsin_source_frames_total', 'Records of a source', (source) => source.frames],
  ['tocsin_source_bytes_total', 'Bytes of a source', (source) => source.bytes],
  ['tocsin_source_late_total', 'Events kept and marked late', (source) => source.late],
  ['tocsin_source_skewed_total', 'Events kept and marked skewed', (source) => source.skewed],
  ['tocsin_source_repeated_total', 'Records kept and marked repeated', (source) => source.repeated],
]

type Series = readonly (readonly [Labels, number])[]

interface Putter {
  gauge(name: string, help: string, series: Series): void
  counter(name: string, help: string, series: Series): void
}

function putter(registry: Registry<OpenMetricsContentType>): Putter {
  const labelNames = (series: Series) => Object.keys(series[0]?.[0] ?? {})
  return {
    gauge: (name, help, series) => {
      if (series.length === 0) return
      const gauge = new Gauge({ name, help, labelNames: labelNames(series), registers: [registry] })
      for (const [labels, value] of series) gauge.set(labels, value)
    },
    counter: (name, help, series) => {
      if (series.length === 0) return
      const counter = new Counter({ name, help, labelNames: labelNames(series), registers: [registry] })
      for (const [labels, value] of series) counter.inc(labels, Math.max(0, value))
    },
  }
}

/** The largest have a series each, the rest one together. */
function capped(series: Series): Series {
  if (series.length <= mostNamed) return series
  const sorted = [...series].sort(([, a], [, b]) => b - a)
  const rest = sorted.slice(mostNamed).reduce((sum, [, value]) => sum + value, 0)
  const labels = Object.fromEntries(Object.keys(sorted[0]?.[0] ?? {}).map((label) => [label, others]))
  return [...sorted.slice(0, mostNamed), [labels, rest]]
}

function named(counts: Readonly<Record<string, number>>, label: string): Series {
  return Object.entries(counts).map(([value, count]) => [{ [label]: value }, count])
}

function laneName(lane: number): string {
  return lane === 0 ? 'live' : 'replay'
}
