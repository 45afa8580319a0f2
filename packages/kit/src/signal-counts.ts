import type { Signal } from './signal.ts'

/** One series of a signal's metric: the labels' values in the signal's order, and how often it was said. */
export interface SignalCount {
  /** `tocsin_frames_refused_total`. */
  readonly metric: string
  readonly labels: Readonly<Record<string, string>>
  readonly count: number
}

/** Counts signals by their metrics. Bounded: whoever chooses a label's value cannot fill the memory with series. */
export interface SignalCounts {
  count<Details>(what: Signal<Details>, details: Details): void
  read(): readonly SignalCount[]
}

/** Different label values of one metric; the rest are counted together under this name. */
export const mostSeries = 200
export const otherLabel = '(other)'
const longestLabel = 100

interface Series {
  readonly labels: Readonly<Record<string, string>>
  count: number
}

/** A signal without a metric is counted as `tocsin_signals_total` under its name. */
export function signalCounts(most: number = mostSeries): SignalCounts {
  const metrics = new Map<string, Map<string, Series>>()
  return {
    count: (what, details) => {
      const { name, labels } = labelsOf(what, details)
      const series = metrics.get(name) ?? new Map<string, Series>()
      metrics.set(name, series)
      const key = JSON.stringify(Object.values(labels))
      const known = series.get(key)
      if (known !== undefined) known.count++
      else if (series.size < most) series.set(key, { labels, count: 1 })
      else {
        const other = series.get(otherLabel) ?? {
          labels: Object.fromEntries(Object.keys(labels).map((label) => [label, otherLabel])),
          count: 0,
        }
        other.count++
        series.set(otherLabel, other)
      }
    },
    read: () =>
      [...metrics].flatMap(([metric, series]) =>
        [...series.values()].map(({ labels, count }) => ({ metric, labels, count })),
      ),
  }
}

function labelsOf<Details>({ name, metric }: Signal<Details>, details: Details) {
  if (metric === undefined) return { name: 'tocsin_signals_total', labels: { signal: name } }
  const values = metric.labels.map((label) => [label, String(details[label]).slice(0, longestLabel)] as const)
  return { name: metric.name, labels: Object.fromEntries(values) }
}
