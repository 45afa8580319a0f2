import { createHash } from 'node:crypto'
import type { RecogniseStage } from '@tocsin/capability'
import type { City } from '@tocsin/city'
import type { FlowMode } from '@tocsin/event'
import { layerAsset } from './city-layer.ts'
import { planOf, writePlan } from './plan.ts'
import { recogniser } from './recogniser.ts'
import { writeLayer } from './write-layer.ts'

/**
 * Recognises by one city, without a log that names versions of it: for records of a file.
 *
 * @param modes of the zones that are not learning
 * @throws TocsinError `city-too-large`
 */
export function recogniserOver(
  city: City,
  modes: ReadonlyMap<string, { readonly mode: FlowMode }> = new Map(),
): Pick<RecogniseStage, 'recognise'> {
  const plan = writePlan(planOf(city, modes))
  const layer = writeLayer([...city.assets.values()].map((asset) => layerAsset(asset, city.time)))
  const contents = new Map([plan, layer].map((bytes) => [createHash('sha256').update(bytes).digest('hex'), bytes]))
  const [planName = '', ...layers] = contents.keys()
  const stage = recogniser()
  stage.control({ kind: 'city', number: 1, plan: planName, layers }, contents)
  return stage
}
