import type { Event } from '@tocsin/event'
import { compile, type LoadOptions, loadRules, mapFields } from '@tocsin/sigma'
import type { RuleFile } from './bundle.ts'

export interface OfflineMatch {
  /** The event's place in what was given, from 0. */
  readonly event: number
  /** The rule's id. */
  readonly rule: string
}

/** `stated`: rules judge events of their logsources, as in the stream. `all`: every rule judges every event. */
export type Routing = 'stated' | 'all'

/** Judges events by rules without a stream: each match, in the order of events and, within one, of rules. */
export async function* matchOffline(
  files: readonly RuleFile[],
  events: AsyncIterable<Event> | Iterable<Event>,
  options: LoadOptions & { readonly logsources?: Routing } = {},
): AsyncGenerator<OfflineMatch> {
  const engine = compile(loadRules(files, options))
  const fields = mapFields(engine.slots)
  let at = 0
  for await (const event of events) {
    const found: string[] = []
    fields.load(event.native, event.derived)
    engine.match(options.logsources === 'all' ? 'all' : event.logsources, fields, ({ id }) => {
      found.push(id)
    })
    for (const rule of found) yield { event: at, rule }
    at++
  }
}
