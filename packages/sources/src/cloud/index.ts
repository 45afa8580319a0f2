import type { Decoder } from '@tocsin/event'
import { shapeDecoder } from '../json/decoder.ts'
import { azureShape, cloudTrailShape, m365Shape } from './shapes.ts'

/** Reads AWS CloudTrail; see SPEC.md. */
export const cloudtrail: Decoder = shapeDecoder('cloudtrail', [cloudTrailShape])

/** Reads Microsoft 365's unified audit log; see SPEC.md. */
export const m365: Decoder = shapeDecoder('m365', [m365Shape])

/** Reads Azure's activity log and Entra ID's sign-ins, audit and risk detections; see SPEC.md. */
export const azure: Decoder = shapeDecoder('azure', [azureShape])
