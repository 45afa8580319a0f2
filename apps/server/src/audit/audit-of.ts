import { type Audit, type AuditStatus, openAudit, type Sealed, type SyslogCopy, syslogCopy } from '@tocsin/access'
import { signal } from '@tocsin/kit'
import type { StateStore } from '@tocsin/store'
import type { Configuration } from '../config/index.ts'
import type { Dialer } from '../sends/gate/dial.ts'
import type { NoteSent } from '../sends/sent.ts'
import { writeSignal } from '../signals.ts'

/** The audit of a running house, its checkpoints copied to where the settings say. */
export interface HouseAudit extends Audit {
  figures(): AuditStatus & { readonly copy?: ReturnType<SyslogCopy['status']> }
}

export async function auditOf(options: {
  readonly state: StateStore
  readonly sealed: Sealed
  readonly dataDir: string
  readonly configuration: Configuration
  readonly sent: NoteSent
  readonly dial: Dialer['dial']
}): Promise<HouseAudit> {
  const { configuration, sent, dial, ...kept } = options
  let copy = copyOf(configuration.now().audit, sent, dial)
  configuration.onReload((next) => () => {
    copy?.close()
    copy = copyOf(next.audit, sent, dial)
  })
  const audit = await openAudit({ ...kept, copy: (line) => copy?.send(line) })
  const cut = () =>
    audit.cut(configuration.now().audit.days).catch((error) => {
      writeSignal(notCut, { why: error instanceof Error ? error.message : String(error) })
    })
  const first = setTimeout(cut, firstCut).unref()
  const daily = setInterval(cut, 86_400_000).unref()
  return {
    ...audit,
    figures: () => ({ ...audit.status(), ...(copy === undefined ? {} : { copy: copy.status() }) }),
    close: async () => {
      clearTimeout(first)
      clearInterval(daily)
      await audit.close()
      copy?.close()
    },
  }
}

/** Milliseconds after a start: first what everybody waits for. */
const firstCut = 60_000

const notCut = signal<{ readonly why: string }>('audit.not_cut', {
  level: 'warn',
  says: ({ why }) => `The oldest entries of the audit stay for now: ${why}`,
})

function copyOf(
  { syslogHost: host, syslogPort: port }: { syslogHost: string | null; syslogPort: number },
  sent: NoteSent,
  dial: Dialer['dial'],
): SyslogCopy | undefined {
  if (host === null) return undefined
  const order = { kind: 'setting', id: 'audit.syslogHost' } as const
  return syslogCopy({
    ...{ host, port },
    dial: (to) => dial({ ...to, order }),
    sent: (address) => sent({ kind: 'audit-copy', order, host, address, port }),
  })
}
