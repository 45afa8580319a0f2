import type { Decoder } from '@tocsin/event'
import { shapeDecoder } from '../json/decoder.ts'
import { chirpstackShape } from './shape.ts'

/** Reads ChirpStack 4's events, as its MQTT and HTTP integrations send them; see SPEC.md. */
export const chirpstack: Decoder = shapeDecoder('chirpstack', [chirpstackShape])
