import type { Capability, Command, Permission } from '@tocsin/capability'
import type { Decoder } from '@tocsin/event'
import { everything, type StateStore } from '@tocsin/store'
import { findingEventsRoute } from './api/finding-events-route.ts'
import { handRoutes } from './api/hand-routes.ts'
import { incidentRoutes } from './api/incident-routes.ts'
import { modeRoutes } from './api/mode-routes.ts'
import { quietRoutes } from './api/quiet-routes.ts'
import { type RuleDeskOptions, ruleDesk } from './api/rule-desk.ts'
import { type RuleDetailOptions, ruleDetailRoutes } from './api/rule-detail-routes.ts'
import { ruleHistoryRoutes } from './api/rule-history-routes.ts'
import { ruleRoutes } from './api/rule-routes.ts'
import { type RuleTestOptions, ruleTestRoutes } from './api/rule-test-routes.ts'
import { similarRoute } from './api/similar-route.ts'
import {
  incidentsById,
  incidentsOfWork,
  markClosed,
  openIncidentsAbout,
  unclosedAbout,
} from './incidents/incident.repository.ts'
import { outboxAfter } from './incidents/outbox.repository.ts'
import { quieting, unquieting } from './incidents/quieting.ts'
import { watchMigrations } from './incidents/tables.ts'
import type { RuleModes } from './modes/rule-modes.ts'
import { coverageOf } from './rules/coverage.ts'

export interface WatchOptions extends RuleDeskOptions {
  /** For the questions of other wings. */
  readonly state: StateStore
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Read a kept frame again, so that a rule can be explained of it; without them the answer is `unavailable`. */
  readonly decoders?: readonly Decoder[]
  /** Where one rule is read and compiled; by default here. */
  readonly read?: NonNullable<RuleDetailOptions['read']>
  /** Which rules speak and which listen; without it all speak. */
  readonly modes?: Pick<RuleModes, 'set' | 'standings'>
  /** The test files that lie beside the rules. */
  readonly tests?: NonNullable<RuleTestOptions['tests']>
  /** How often it is looked for an incident that somebody opened, before they are told that it will come. */
  readonly patience?: number
}

/** What is not normal: rules, findings, incidents. */
export function watchCapability(options: WatchOptions): Capability {
  const desk = ruleDesk(options)
  return {
    name: 'watch',
    words: { en: 'Watch', fr: 'Veille' },
    migrations: watchMigrations,
    permissions,
    routes: [
      ...incidentRoutes,
      similarRoute,
      ...handRoutes(options.patience),
      ...quietRoutes,
      ...ruleRoutes(desk, options.modes),
      ...(options.modes === undefined ? [] : modeRoutes(options.modes)),
      ...ruleDetailRoutes(options, desk),
      ...ruleHistoryRoutes(options.modes),
      ...ruleTestRoutes(options, desk),
      findingEventsRoute(options, desk),
    ],
    jobs: [],
    commands,
    provides: {
      openIncidents: (about) => openIncidentsAbout(options.state, everything, about, options.now()),
      incidents: (ids, scope) => incidentsById(options.state, scope, ids),
      workIncidents: (orders, scope) => incidentsOfWork(options.state, scope, orders),
      incidentsAbout: (about, scope) => unclosedAbout(options.state, scope, about),
      outbox: async (after, limit) =>
        (await outboxAfter(options.state, everything, after, limit)).map(({ kind, ...row }) => ({
          ...row,
          kind: kind === 'incident-grew' ? 'grew' : 'opened',
        })),
      closing: async (changes) => changes.map(markClosed),
      quieting: (asked) => quieting(options.state, asked),
      unquieting: async (asked) => unquieting(asked),
      ruleNeeds: async () => {
        const { checked } = await desk.checked()
        const standing = await options.modes?.standings()
        return checked.flatMap(({ rule, title = '', level = 'medium', status, asks = [] }) =>
          rule === undefined || status === 'refused' || status === 'other'
            ? []
            : [{ rule, title, level, asks, listening: standing?.(rule).mode?.mode === 'listening' }],
        )
      },
      coverage: async () => coverageOf((await desk.checked()).checked),
    },
    asks: ['rawFrame', 'sendersOf', 'verdicts', 'judged'],
    async health() {
      const { loaded, asleep, refused } = coverageOf((await desk.checked()).checked)
      const awake = loaded > 0
      return {
        well: awake && refused === 0,
        says: {
          en: awake
            ? `${loaded} rules watch, ${asleep} wait for a source, ${refused} are refused.`
            : `No rule watches: ${asleep} wait for a source, ${refused} are refused.`,
          fr: awake
            ? `${loaded} règles veillent, ${asleep} attendent une source, ${refused} sont refusées.`
            : `Aucune règle ne veille\u00a0: ${asleep} attendent une source, ${refused} sont refusées.`,
        },
      }
    },
  }
}

const permissions: readonly Permission[] = [
  {
    name: 'incident.read',
    says: { en: 'See incidents, findings and their evidence', fr: 'Voir les incidents, les constats et leurs preuves' },
  },
  {
    name: 'incident.open',
    says: {
      en: 'Open incidents by hand, and let what is kept quiet open them again',
      fr: 'Ouvrir des incidents à la main, et laisser ce qui est mis en silence en ouvrir de nouveau',
    },
  },
  {
    name: 'rule.read',
    says: {
      en: 'See the detection rules and what became of each',
      fr: 'Voir les règles de détection et ce que chacune est devenue',
    },
  },
  {
    name: 'rule.manage',
    says: {
      en: 'Decide which rules speak and which only listen',
      fr: 'Décider quelles règles signalent et lesquelles ne font qu’écouter',
    },
  },
]

const commands: readonly Command[] = [
  {
    name: 'rules listen',
    where: 'remote',
    says: { en: 'Let a rule only count what it hears', fr: 'Laisser une règle compter sans rien signaler' },
  },
  {
    name: 'rules arm',
    where: 'remote',
    says: { en: 'Let what a rule hears be findings', fr: 'Laisser une règle signaler ce qu’elle entend' },
  },
  {
    name: 'rules check',
    where: 'offline',
    says: {
      en: 'Say of each rule whether it loads, sleeps or is refused, where and why',
      fr: 'Dire de chaque règle si elle se charge, dort ou est refusée, où et pourquoi',
    },
  },
  {
    name: 'rules match',
    where: 'offline',
    says: { en: 'Judge events of a file by rules', fr: "Juger les événements d'un fichier par des règles" },
  },
  {
    name: 'rules test',
    where: 'offline',
    says: { en: 'Judge rules by the tests beside them', fr: 'Juger les règles par les essais placés à côté' },
  },
  {
    name: 'rules explain',
    where: 'offline',
    says: {
      en: 'Say why a rule speaks of a record, or what it waited for',
      fr: 'Dire pourquoi une règle parle d’un enregistrement, ou ce qu’elle attendait',
    },
  },
  {
    name: 'rules bench',
    where: 'offline',
    says: { en: 'Measure how fast rules judge records', fr: 'Mesurer à quelle vitesse des règles jugent' },
  },
  { name: 'incidents list', where: 'remote', says: { en: 'List incidents', fr: 'Lister les incidents' } },
  {
    name: 'incidents show',
    where: 'remote',
    says: { en: 'Show an incident and its findings', fr: 'Montrer un incident et ses constats' },
  },
  {
    name: 'incidents open',
    where: 'remote',
    says: { en: 'Open an incident by hand', fr: 'Ouvrir un incident à la main' },
  },
  {
    name: 'incidents quiet',
    where: 'remote',
    says: { en: 'List what is kept quiet, or end it', fr: 'Lister ce qui est mis en silence, ou y mettre fin' },
  },
]
