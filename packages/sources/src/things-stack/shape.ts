import type { LogSource, Native, Value } from '@tocsin/event'
import type { Aliases, Said, Shape } from '../wire/dialect.ts'
import { textOf } from '../wire/growing.ts'

const join: LogSource = { product: 'things-stack', service: 'join' }
const up: LogSource = { product: 'things-stack', service: 'up' }

/** Join-accept and uplink messages of The Things Stack 3; see SPEC.md. */
export const thingsStackShape: Shape = {
  id: 'things-stack',
  logsources: [join, up],
  tell(native) {
    if (textOf(native, 'end_device_ids.dev_eui') === undefined) return undefined
    for (const name of native.keys()) {
      if (name.startsWith('join_accept.')) return joined
      if (name.startsWith('uplink_message.')) return heard
    }
    return undefined
  },
}

const aliases: Aliases = [['event_uid', 'correlation_ids']]
const common = { product: 'The Things Stack', device: 'end_device_ids.dev_eui', aliases } as const
const named =
  (log: string) =>
  (_: Native, derived: Map<string, Value>): void => {
    derived.set('log_name', log)
  }
const joined: Said = { ...common, logsources: [join], derive: named('join') }
const heard: Said = { ...common, logsources: [up], derive: named('up') }
