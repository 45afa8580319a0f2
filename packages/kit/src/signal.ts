export type SignalLevel = 'debug' | 'info' | 'warn' | 'error'

export interface SignalSpec<Details> {
  readonly level: SignalLevel
  readonly metric?: { readonly name: string; readonly labels: readonly (keyof Details & string)[] }
  /** One sentence for the log and the console. */
  readonly says: (details: Details) => string
}

/** One thing that can happen inside Tocsin: its metric, its log line and its reason come from this one object. */
export interface Signal<Details> extends SignalSpec<Details> {
  readonly name: string
}

/** Declares a signal; `name` is `<room>.<what_happened>`. */
export function signal<Details>(name: string, spec: SignalSpec<Details>): Signal<Details> {
  return { name, ...spec }
}
