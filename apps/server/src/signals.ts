import type { Signal } from '@tocsin/kit'
import { pino } from 'pino'

/** To standard error: standard output belongs to what a person or a script asked for. */
const log = pino({ level: process.env['TOCSIN_LOG'] ?? 'warn' }, pino.destination({ fd: 2, sync: false }))

/** Writes a signal's sentence and details as one log line. */
export function writeSignal<Details>(what: Signal<Details>, details: Details): void {
  log[what.level]({ signal: what.name, details }, '%s', what.says(details))
}
