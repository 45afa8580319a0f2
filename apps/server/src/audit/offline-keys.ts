import { type AuditVerdict, keyFolder, openAudit, openSealed, type Rotation, verifyAudit } from '@tocsin/access'
import { openKept } from '../kept.ts'
import { tables } from '../tables.ts'

/** Checks the audit of a data folder on which no server runs. Changes nothing in the chain. */
export async function verifyFolder(dataDir: string): Promise<AuditVerdict> {
  const kept = await openKept(dataDir, tables)
  try {
    const sealed = await openSealed({ state: kept.state, keys: keyFolder(dataDir) })
    return await verifyAudit({ state: kept.state, sealed, dataDir })
  } finally {
    await kept.close()
  }
}

/** Rotates the master key of a data folder on which no server runs, and notes it. */
export async function rotateFolder(dataDir: string): Promise<Rotation> {
  const kept = await openKept(dataDir, tables)
  try {
    const sealed = await openSealed({ state: kept.state, keys: keyFolder(dataDir) })
    const audit = await openAudit({ state: kept.state, sealed, dataDir })
    const rotation = await sealed.rotate()
    await audit.note({
      who: 'machine',
      role: 'data folder',
      act: 'keys.rotate',
      about: `${rotation.from} ${rotation.to}`,
      outcome: 'done',
      address: '',
    })
    await audit.close()
    return rotation
  } finally {
    await kept.close()
  }
}
