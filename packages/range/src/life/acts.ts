import type { Thing } from '../town/site.ts'
import { published, type Said, windowsEvent } from './said.ts'

/** A sign-in that succeeded (4624) or was refused (4625). */
export function signIn(time: number, host: string, who: string, id: 4624 | 4625, type: string, ip?: string): Said {
  return windowsEvent(time, host, 'Security', id, {
    SourceName: 'Microsoft-Windows-Security-Auditing',
    TargetUserName: who,
    TargetDomainName: 'CLAIRHAVRE',
    LogonType: type,
    IpAddress: ip ?? '127.0.0.1',
  })
}

export type TrafficAction = 'set-plan' | 'flash' | 'resume' | 'force-off' | 'read'

/** A command as the control centre's journal publishes it. */
export function trafficCommand(time: number, junction: Thing, action: TrafficAction, user: string, ip: string): Said {
  return published(time, `feux/${junction.id}/commande`, {
    host: { name: junction.host },
    logsource: { product: 'traffic', service: 'command' },
    controller: junction.id,
    action,
    user,
    src_ip: ip,
  })
}

/** What a controller says of itself. */
export function trafficState(time: number, junction: Thing, state: 'normal' | 'flash' | 'lamp-fault' | 'dark'): Said {
  return published(time, `feux/${junction.id}/etat`, {
    host: { name: junction.host },
    logsource: { product: 'traffic', service: 'state' },
    controller: junction.id,
    state,
  })
}

export function waterCommand(
  time: number,
  device: Thing,
  action: 'start' | 'stop' | 'set' | 'suppress-alarm',
  user: string,
  more: Readonly<Record<string, unknown>>,
): Said {
  return published(time, `eau/${device.id}/commande`, {
    host: { name: device.host },
    logsource: { product: 'water', service: 'command' },
    device: device.id,
    action,
    user,
    src_ip: '10.31.0.10',
    ...more,
  })
}
