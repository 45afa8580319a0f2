import type { TableFile, Tables } from './tables.ts'
import { tablesOf } from './tables.ts'

/**
 * The formats that a bundle of rules carries under `decoders`: what judges is named by the log as a whole, so that the same
 * log is read in the same way. Total: what is no bundle carries none.
 */
export function tablesIn(bundle: Uint8Array): Tables {
  return tablesOf(filesIn(bundle))
}

function filesIn(bundle: Uint8Array): readonly TableFile[] {
  try {
    const read = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bundle)) as { readonly decoders?: unknown }
    return Array.isArray(read?.decoders) ? read.decoders.filter(isFile) : []
  } catch {
    return []
  }
}

function isFile(value: unknown): value is TableFile {
  const { path, text } = (value ?? {}) as Partial<TableFile>
  return typeof path === 'string' && typeof text === 'string'
}
