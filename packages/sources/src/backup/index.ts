import type { Decoder } from '@tocsin/event'
import { textDecoder } from '../syslog/decoder.ts'
import * as dialects from './backup.ts'

/** Reads what Borg and borgmatic write; see SPEC.md. */
export const borg: Decoder = textDecoder('borg', dialects.borg)

/** Reads what restic writes; see SPEC.md. */
export const restic: Decoder = textDecoder('restic', dialects.restic)

/** Reads events of Veeam Backup & Replication; see SPEC.md. */
export const veeam: Decoder = textDecoder('veeam', dialects.veeam)
