import { type Finding, fieldAnswers, type Incident, origins, realms, severities, workActs } from '@tocsin/event'
import type { AssetId, FindingId, IncidentId } from '@tocsin/kit'
import { z } from 'zod'

// A brand is only a type: on the wire and in the API's description these are texts.
const incidentId = z.string() as unknown as z.ZodType<IncidentId, IncidentId>
const assetId = z.string() as unknown as z.ZodType<AssetId, AssetId>
const findingId = z.string() as unknown as z.ZodType<FindingId, FindingId>

export const wordsShape = z.object({ en: z.string(), fr: z.string() })
export const severityShape = z.enum(severities)
export const realmShape = z.enum(realms)

export const observableShape = z.object({ kind: z.enum(['host', 'account', 'address', 'device']), value: z.string() })

export const techniqueShape = z.object({ id: z.string(), name: z.string().exactOptional() })

export const matchedFieldShape = z.object({
  field: z.string(),
  value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  asked: z.string(),
  ranges: z.array(z.tuple([z.number(), z.number()]).readonly()).readonly(),
})

export const evidenceShape = z.object({
  event: z.string(),
  time: z.number(),
  source: z.string(),
  matched: z.array(matchedFieldShape).readonly(),
})

export const findingShape = z.object({
  id: findingId,
  detector: z.object({
    kind: z.enum(['sigma', 'tool', 'person', 'city']),
    id: z.string(),
    version: z.string(),
    title: z.string(),
    says: wordsShape.exactOptional(),
  }),
  severity: severityShape,
  confidence: z.number(),
  techniques: z.array(techniqueShape).readonly(),
  realm: realmShape,
  origin: z.enum(origins),
  time: z.number(),
  said: z.number(),
  reason: wordsShape,
  advice: wordsShape.exactOptional(),
  observables: z.array(observableShape).readonly(),
  /** The asset that the first of them surely is. */
  thing: assetId.exactOptional(),
  evidence: z.array(evidenceShape).readonly(),
  events: z.number(),
  /** The declared work that it is part of. */
  work: z
    .object({ order: z.string(), name: z.string(), act: z.enum(workActs), backdated: z.literal(true).exactOptional() })
    .exactOptional(),
  /** It is an owner’s answer. */
  answers: z.object({ incident: incidentId, answer: z.enum(fieldAnswers) }).exactOptional(),
})

export const incidentShape = z.object({
  id: incidentId,
  realm: realmShape,
  about: observableShape.exactOptional(),
  /** The asset that it is about, other names of it, and incidents that went into this one, or the one that it went into. */
  thing: assetId.exactOptional(),
  names: z.array(observableShape).readonly().exactOptional(),
  merged: z.array(incidentId).readonly().exactOptional(),
  into: incidentId.exactOptional(),
  severity: severityShape,
  story: wordsShape,
  first: z.number(),
  last: z.number(),
  opened: z.number(),
  findings: z.number(),
  sources: z.array(z.string()).readonly(),
  techniques: z.array(techniqueShape).readonly(),
  detectors: z
    .array(
      z.object({
        id: z.string(),
        title: z.string(),
        says: wordsShape.exactOptional(),
        severity: severityShape,
        count: z.number(),
      }),
    )
    .readonly(),
  latest: z.array(findingId).readonly(),
  /** All of its findings are part of this work order: it is folded. */
  work: z.object({ order: z.string(), name: z.string(), backdated: z.literal(true).exactOptional() }).exactOptional(),
})

export const severityCountsShape = z.object({
  info: z.number(),
  low: z.number(),
  medium: z.number(),
  high: z.number(),
  critical: z.number(),
})

export const incidentPageShape = z.object({
  incidents: z.array(incidentShape).readonly(),
  /** Incidents of the realm by severity, whatever the page. */
  counts: severityCountsShape,
  next: z.string().exactOptional(),
})

export const incidentDetailShape = z.object({
  incident: incidentShape,
  /** The newest to come first. */
  findings: z.array(findingShape).readonly(),
  next: z.number().exactOptional(),
})

export const evidenceFrameShape = z.object({
  event: z.string(),
  kept: z.enum(['whole', 'cut', 'missing']),
  /** Bytes of the whole frame. */
  size: z.number(),
  /** The bytes that are kept, in base64; absent where they are missing. */
  base64: z.string().exactOptional(),
})

export const findingDetailShape = z.object({
  finding: findingShape,
  incident: incidentId,
  frames: z.array(evidenceFrameShape).readonly(),
})

export const checkedRuleShape = z.object({
  rule: z.string().exactOptional(),
  title: z.string().exactOptional(),
  /** In both languages, where the rule says it so. */
  says: wordsShape.exactOptional(),
  level: z.enum(['informational', 'low', 'medium', 'high', 'critical']).exactOptional(),
  maturity: z.string().exactOptional(),
  asks: z.array(z.string()).readonly().exactOptional(),
  file: z.string(),
  status: z.enum(['loaded', 'asleep', 'refused', 'other']),
  reason: z.string().exactOptional(),
  line: z.number().exactOptional(),
  column: z.number().exactOptional(),
  fix: z.string().exactOptional(),
  warnings: z.array(z.string()).readonly(),
})

export const listedRuleShape = checkedRuleShape.extend({
  /** Whether it speaks or listens, and who decided that; absent where nobody keeps it. */
  mode: z
    .object({
      is: z.enum(['armed', 'listening']),
      why: z.enum(['own', 'before', 'trusted', 'new', 'noisy', 'person']),
      since: z.number(),
      by: z.string(),
    })
    .exactOptional(),
  /** Of the last 14 days: how often it fired and on how many; absent to who does not see every source. */
  heard: z
    .object({ hits: z.number(), assets: z.number(), last: z.number().nullable(), reason: wordsShape.nullable() })
    .exactOptional(),
  proposal: z
    .object({ kind: z.enum(['switch-on', 'noisy']), hits: z.number(), assets: z.number(), days: z.number() })
    .exactOptional(),
})

export const rulePageShape = z.object({
  /** SHA-256 of the bundle; absent where no rules were published. */
  digest: z.string().exactOptional(),
  counts: z.object({ loaded: z.number(), asleep: z.number(), refused: z.number(), others: z.number() }),
  modes: z.object({ armed: z.number(), listening: z.number(), proposed: z.number() }).exactOptional(),
  rules: z.array(listedRuleShape).readonly(),
  /** The `after` of the next page; absent on the last. */
  next: z.number().exactOptional(),
})

export type IncidentPage = z.infer<typeof incidentPageShape>
export type IncidentDetail = z.infer<typeof incidentDetailShape>
export type FindingDetail = z.infer<typeof findingDetailShape>
export type RulePage = z.infer<typeof rulePageShape>

/** The shapes are the contracts: this does not compile where they part. */
export type ShapesHold = [
  Holds<Same<Finding, z.infer<typeof findingShape>>>,
  Holds<Same<Incident, z.infer<typeof incidentShape>>>,
]
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
type Holds<Claim extends true> = Claim
