import type { Decoder } from '@tocsin/event'
import { textDecoder } from '../syslog/decoder.ts'
import * as dialects from './mail.ts'

/** Reads Postfix's log; see SPEC.md. */
export const postfix: Decoder = textDecoder('postfix', dialects.postfix)

/** Reads Dovecot's log; see SPEC.md. */
export const dovecot: Decoder = textDecoder('dovecot', dialects.dovecot)
