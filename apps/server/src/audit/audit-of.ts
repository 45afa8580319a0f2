import { type Audit, type AuditStatus, openAudit, type Sealed, type SyslogCopy, syslogCopy } from '@tocsin/access'
import type { StateStore } from '@tocsin/store'
import type { Configuration } from '../config/index.ts'

/** The audit of a running house, its checkpoints copied to where the settings say. */
export interface HouseAudit extends Audit {
  figures(): AuditStatus & { readonly copy?: ReturnType<SyslogCopy['status']> }
}

export async function auditOf(options: {
  readonly state: StateStore
  readonly sealed: Sealed
  readonly dataDir: string
  readonly configuration: Configuration
}): Promise<HouseAudit> {
  const { configuration, ...kept } = options
  let copy = copyOf(configuration.now().audit)
  configuration.onReload((next) => () => {
    copy?.close()
    copy = copyOf(next.audit)
  })
  const audit = await openAudit({ ...kept, copy: (line) => copy?.send(line) })
  return {
    ...audit,
    figures: () => ({ ...audit.status(), ...(copy === undefined ? {} : { copy: copy.status() }) }),
    close: async () => {
      await audit.close()
      copy?.close()
    },
  }
}

function copyOf({ syslogHost, syslogPort }: { syslogHost: string | null; syslogPort: number }): SyslogCopy | undefined {
  return syslogHost === null ? undefined : syslogCopy({ host: syslogHost, port: syslogPort })
}
