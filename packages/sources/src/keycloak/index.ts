import type { Decoder } from '@tocsin/event'
import { shapeDecoder } from '../json/decoder.ts'
import { textDecoder } from '../syslog/decoder.ts'
import { eitherDecoder } from '../wire/either.ts'
import { keycloak as dialect } from './keycloak.ts'
import { keycloakShape } from './shape.ts'

/** Reads Keycloak's events, JSON or lines; see SPEC.md. */
export const keycloak: Decoder = eitherDecoder(
  'keycloak',
  textDecoder('keycloak', dialect),
  shapeDecoder('keycloak', [keycloakShape]),
)
