import type { Decoder } from '@tocsin/event'
import { shapeDecoder } from '../json/decoder.ts'
import { crowdstrikeShape, defenderShape, modsecurityShape, wazuhShape } from './shapes.ts'

/** Reads ModSecurity's JSON audit log; see SPEC.md. */
export const modsecurity: Decoder = shapeDecoder('modsecurity', [modsecurityShape])

/** Reads Wazuh's alerts.json; see SPEC.md. */
export const wazuh: Decoder = shapeDecoder('wazuh', [wazuhShape])

/** Reads Microsoft Defender's streamed tables and alerts; see SPEC.md. */
export const defender: Decoder = shapeDecoder('defender', [defenderShape])

/** Reads CrowdStrike Falcon's event streams; see SPEC.md. */
export const crowdstrike: Decoder = shapeDecoder('crowdstrike', [crowdstrikeShape])
