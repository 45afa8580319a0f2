import type { Decoder } from '@tocsin/event'
import { textDecoder } from '../syslog/decoder.ts'
import * as dialects from './database.ts'

/** Reads PostgreSQL's log; see SPEC.md. */
export const postgresql: Decoder = textDecoder('postgresql', dialects.postgresql)

/** Reads MariaDB's audit log; see SPEC.md. */
export const mariadb: Decoder = textDecoder('mariadb', dialects.mariadb)
