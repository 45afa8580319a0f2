import { type Signal, type SignalCounts, signal, signalCounts } from '@tocsin/kit'
import { pino } from 'pino'

/** To standard error: standard output belongs to what a person or a script asked for. */
const log = pino({ level: process.env['TOCSIN_LOG'] ?? 'warn' }, pino.destination({ fd: 2, sync: false }))

/** Writes signals of this level and above from here on. */
export function tellFrom(level: 'debug' | 'info' | 'warn' | 'error' | 'silent'): void {
  log.level = level
}

/** How often each signal of this process was said, for `/metrics`. */
export const signalsCounted: SignalCounts = signalCounts()

/** Counts a signal, and writes its sentence and details as one log line. */
export function writeSignal<Details>(what: Signal<Details>, details: Details): void {
  signalsCounted.count(what, details)
  log[what.level]({ signal: what.name, details }, '%s', what.says(details))
}

export const answerWaits = signal<{ why: string }>('field.answer_waits', {
  level: 'warn',
  metric: { name: 'tocsin_field_answers_waiting_total', labels: [] },
  says: ({ why }) => `an owner’s answer is kept, and what follows from it is tried again: ${why}`,
})
export const ordersNotPublished = signal<{ why: string }>('orders.not_published', {
  level: 'error',
  metric: { name: 'tocsin_orders_not_published_total', labels: [] },
  says: ({ why }) => `work orders do not hold in the log yet, and what belongs to them opens incidents: ${why}`,
})
