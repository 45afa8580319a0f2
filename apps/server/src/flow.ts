import { conduitsStage, recogniser, unmeantFlows, workStage } from '@tocsin/inventory'
import { decoders, tablesIn } from '@tocsin/sources'
import type { Flow } from '@tocsin/stream'
import {
  correlationStage,
  handStage,
  incidentStage,
  keepLoadedRules,
  ownerStage,
  rulesStage,
  unpackRules,
  verdictFolding,
  verdictsStage,
} from '@tocsin/watch'
import { ruleCacheIn } from './rule-cache.ts'

/**
 * The pipeline, from a frame that the log has acknowledged to an incident.
 *
 *   receive     listeners take frames and append them to the log; then they are acknowledged   (receive/)
 *   keep        the log is the raw record; the keep thread writes columns, findings, incidents (threads/keep.ts)
 */
export const flow: Flow = {
  decode: decoders,
  decodeMore: (bundle) => tablesIn(bundle).decoders,
  keepMade: (folder) => keepLoadedRules(ruleCacheIn(folder)),
  recognise: recogniser,
  detect: () => [rulesStage(), verdictsStage(), handStage(), ownerStage(), conduitsStage()],
  correlate: [correlationStage, verdictFolding, unmeantFlows],
  label: () => [workStage()],
  isRules: (content) => unpackRules(content).ok,
  group: () => incidentStage(),
}
