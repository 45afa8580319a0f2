import type { Decoder } from '@tocsin/event'
import { textDecoder } from '../syslog/decoder.ts'
import * as dialect from './mssql.ts'

/** Reads SQL Server's error log and audit records; see SPEC.md. */
export const mssql: Decoder = textDecoder('mssql', dialect.mssql)
