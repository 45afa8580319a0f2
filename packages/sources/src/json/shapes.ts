import type { Native } from '@tocsin/event'
import { chirpstackShape } from '../chirpstack/shape.ts'
import { cloudShapes } from '../cloud/shapes.ts'
import { gitlabShape } from '../gitlab/shape.ts'
import { keycloakShape } from '../keycloak/shape.ts'
import { anyAlertShape, securityShapes } from '../security/shapes.ts'
import { suricataShape } from '../suricata/shape.ts'
import { thingsStackShape } from '../things-stack/shape.ts'
import { webShapes } from '../web/shapes.ts'
import type { Said, Shape } from '../wire/dialect.ts'

/** Every form of JSON that is told by its fields; the first that knows an object reads it. */
export const shapes: readonly Shape[] = [
  suricataShape,
  ...cloudShapes,
  chirpstackShape,
  thingsStackShape,
  keycloakShape,
  ...securityShapes,
  gitlabShape,
  ...webShapes,
  anyAlertShape,
]

/** What a JSON object is, by its fields. */
export function tellShape(native: Native): Said | undefined {
  for (const shape of shapes) {
    const said = shape.tell(native)
    if (said !== undefined) return said
  }
  return undefined
}
