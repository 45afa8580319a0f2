import { type AnyRoute, route } from '@tocsin/capability'
import { shown } from '@tocsin/city'
import type { AssetId, ZoneId } from '@tocsin/kit'
import { isVisible } from '@tocsin/store'
import { z } from 'zod'
import type { CityKeeper } from '../keeper/city-keeper.ts'
import type { FlowTable } from '../keeper/tables.ts'
import type { Learner } from '../learn/learner.ts'
import { discrepanciesOf, factsOf } from '../learn/learnt.repository.ts'
import type { End } from '../learn/whereabouts.ts'
import { shownMisfit, standing } from './discrepancies.ts'
import {
  discrepanciesInput,
  discrepanciesShape,
  flowsInput,
  flowsShape,
  learntInput,
  learntShape,
  zoneModeInput,
  zonesShape,
} from './learnt-shapes.ts'
import { nameOf } from './name-of.ts'
import { type Sight, sightOf } from './visible.ts'

type Flow = z.infer<typeof flowsShape>['flows'][number]
type Discrepancy = z.infer<typeof discrepanciesShape>['discrepancies'][number]

/** The routes that show what was learnt: facts, what does not fit, and who speaks with whom. */
export function learntRoutes(keeper: () => CityKeeper, learner: () => Learner): readonly AnyRoute[] {
  return [
    route<z.infer<typeof learntInput>, z.infer<typeof learntShape>>({
      method: 'GET',
      path: '/city/learnt',
      permission: 'city.read',
      people: true,
      input: learntInput,
      output: learntShape,
      says: 'What records state of things, with their evidence: of the sources that one sees.',
      handle: async ({ input, scope, ...request }, host) => {
        const city = keeper().city()
        const sight = sightOf(city, { scope, ...request })
        const rows = await factsOf(host.state, scope, input)
        return {
          facts: rows.map((row) => {
            const asset = seenAsset(city, sight, row.asset)
            const { scheme, known, topic, value, detail, said_by, first, last, count, event, source } = row
            const isAccount = topic === 'account'
            return {
              asset: asset?.id ?? null,
              assetName: asset === undefined ? null : nameOf(city, asset.id),
              known: { scheme, value: known },
              topic,
              value: isAccount ? '' : value,
              detail,
              by: said_by,
              ...{ first, last, count, event, source },
              account: isAccount ? { kind: 'account', value } : null,
            }
          }),
          next: rows.length === input.limit ? (rows.at(-1)?.key ?? null) : null,
        }
      },
    }),
    route<z.infer<typeof discrepanciesInput>, z.infer<typeof discrepanciesShape>>({
      method: 'GET',
      path: '/city/discrepancies',
      permission: 'city.read',
      input: discrepanciesInput,
      output: discrepanciesShape,
      says: 'What was seen and does not fit what is known: undeclared, claimed by two, changed; never seen is counted, and listed by its kind.',
      handle: async ({ input, scope, ...request }, host) => {
        const city = keeper().city()
        const sight = sightOf(city, { scope, ...request })
        const list: Discrepancy[] = []
        const counts = new Map<string, number>()
        const add = (one: Discrepancy) => {
          counts.set(one.kind, (counts.get(one.kind) ?? 0) + 1)
          // A list of thousands has many that nothing has named yet: who wants these asks for them.
          if (
            input.kind === undefined ? one.kind === 'never-seen' && input.asset === undefined : one.kind !== input.kind
          )
            return
          if (input.asset !== undefined && one.asset !== input.asset) return
          if (list.length < input.limit) list.push(one)
        }
        // What changed comes first: it is news, and what stands is a list to work through.
        for (const row of await discrepanciesOf(host.state, scope, { ...input, kind: undefined, limit: 1000 })) {
          const one = shownMisfit(city, sight, row)
          if (one !== undefined) add(one)
        }
        for (const one of standing(city, sight, learner().isSeen)) add(one)
        return { discrepancies: list, counts: Object.fromEntries(counts) }
      },
    }),
    route<z.infer<typeof flowsInput>, z.infer<typeof flowsShape>>({
      method: 'GET',
      path: '/city/flows',
      permission: 'city.read',
      input: flowsInput,
      output: flowsShape,
      says: 'Who speaks with whom, over what, and which conduit is meant for it: of the sources that one sees.',
      handle: async ({ input, scope, ...request }) => {
        const city = keeper().city()
        const sight = sightOf(city, { scope, ...request })
        const found: { row: FlowTable; judged: ReturnType<Learner['judge']> }[] = []
        for (const row of learner().flows.rows()) {
          if (!isVisible(scope, [row.source])) continue
          const judged = learner().judge(row)
          if (input.judged !== undefined && judged.judged.kind !== input.judged) continue
          // Whose zone is not shown is not found by it either.
          const zoneOf = ({ zone, asset }: End) =>
            sight.everything || seenAsset(city, sight, asset ?? null) !== undefined ? zone : undefined
          const isOf = (end: End) =>
            (input.zone === undefined || zoneOf(end) === input.zone) &&
            (input.asset === undefined || end.asset === input.asset)
          if (!isOf(judged.from) && !isOf(judged.to)) continue
          if (input.end !== undefined && row.from_end !== input.end && row.to_end !== input.end) continue
          if (input.fromZone !== undefined && zoneOf(judged.from) !== input.fromZone) continue
          if (input.toZone !== undefined && zoneOf(judged.to) !== input.toZone) continue
          found.push({ row, judged })
        }
        found.sort((a, b) => b.row.last - a.row.last || (a.row.key < b.row.key ? -1 : 1))
        const end = (name: string, { asset, zone }: End): Flow['from'] => {
          const own = seenAsset(city, sight, asset ?? null)
          const zoneSeen = zone !== undefined && (sight.everything || own !== undefined)
          return {
            end: name,
            asset: own?.id ?? null,
            assetName: own === undefined ? null : nameOf(city, own.id),
            zone: zoneSeen ? zone : null,
            zoneName: zoneSeen ? zoneName(city, zone) : null,
          }
        }
        return {
          count: found.length,
          flows: found
            .slice(input.from, input.from + input.limit)
            .map(({ row, judged: { from, to, judged, mode } }) => ({
              from: end(row.from_end, from),
              to: end(row.to_end, to),
              ...{ transport: row.transport, port: row.port, app: row.app, bytes: row.bytes },
              judged: judged.kind,
              conduit: judged.kind === 'meant' && sight.everything ? judged.conduit : null,
              mode,
              ...{ first: row.first, last: row.last, count: row.count, event: row.event, source: row.source },
            })),
        }
      },
    }),
    route<object, z.infer<typeof zonesShape>>({
      method: 'GET',
      path: '/city/zones',
      permission: 'city.manage',
      input: z.object({}),
      output: zonesShape,
      says: 'The zones, how their flows are held against conduits, and how many have none.',
      handle: async () => {
        const city = keeper().city()
        const modes = learner().modes()
        const counts = new Map<string, { meant: number; without: number; within: number }>()
        for (const row of learner().flows.rows()) {
          const { from, to, judged } = learner().judge(row)
          if (judged.kind === 'unzoned') continue
          for (const zone of new Set([from.zone, to.zone])) {
            if (zone === undefined) continue
            const of = counts.get(zone) ?? { meant: 0, without: 0, within: 0 }
            of[judged.kind]++
            counts.set(zone, of)
          }
        }
        return {
          zones: [...city.zones.keys()].sort().map((id) => ({
            id,
            name: zoneName(city, id),
            mode: modes.get(id)?.mode ?? 'learn',
            who: modes.get(id)?.who ?? null,
            at: modes.get(id)?.at ?? null,
            flows: counts.get(id) ?? { meant: 0, without: 0, within: 0 },
          })),
        }
      },
    }),
    route<z.infer<typeof zoneModeInput>, { mode: string }>({
      method: 'PUT',
      path: '/city/zones/:zone/mode',
      permission: 'city.manage',
      input: zoneModeInput,
      output: z.object({ mode: z.string() }),
      says: 'Learns the flows of a zone, lists those without a conduit for review, or speaks of them as findings.',
      handle: async ({ input, who }) => {
        await learner().setMode(input.zone, input.mode, who)
        return { mode: input.mode }
      },
    }),
  ]
}

type City = ReturnType<CityKeeper['city']>

function seenAsset(city: City, sight: Sight, id: string | null) {
  const asset = id === null ? undefined : city.assets.get(id as AssetId)
  return asset !== undefined && sight.asset(asset) ? asset : undefined
}

function zoneName(city: City, id: ZoneId): string {
  return shown(city.zones.get(id)?.said.name, city.time)?.value ?? id
}
