import { type AnyRoute, type RouteRequest, route, type Sees } from '@tocsin/capability'
import { type GroundZone, isPassive } from '@tocsin/inventory'
import { TocsinError } from '@tocsin/kit'
import { z } from 'zod'
import type { SendsGate } from './gate/house-gate.ts'
import { openingLimits } from './gate/opening.ts'
import { isOwn } from './own-zones.ts'
import { coverShape, openingShape } from './shapes.ts'

const reason = z.string().trim().min(3).max(1000)
const zoneId = z.string().min(1).max(255)

/** The acts of a zone's owner: open it to what Tocsin sends, until a day and with a reason, and close it. */
export function openingRoutes(gate: () => SendsGate): readonly AnyRoute[] {
  return [
    route({
      method: 'POST',
      path: '/sends/open',
      permission: 'sends.open',
      input: z.strictObject({
        zone: zoneId,
        reason,
        covers: coverShape.default('all'),
        /** Milliseconds since the epoch; 30 days from now where it is left out. */
        until: z.number().int().exactOptional(),
      }),
      output: openingShape,
      says: 'Opens a zone that one answers for to what Tocsin sends, or to what it sends by one order: at most for a year.',
      audit: {
        act: 'sends.open',
        entry: 'required',
        note: ({ zone, reason: why, covers }) => ({ about: `${zone} ${coverText(covers)}`, reason: why }),
      },
      handle: async (request, host) => {
        const { zone, reason: why, covers, until = host.now() + openingLimits.usual } = request.input
        const found = ownZone(gate, zone, request)
        if (!isPassive(found)) {
          throw new TocsinError('not-closed', `Zone «${found.name}» is not closed to what Tocsin sends`, {
            where: zone,
            fix: 'Nothing is to be done: only zones of the layers control, field and safety are closed',
          })
        }
        if (until <= host.now() || until > host.now() + openingLimits.longest) {
          throw new TocsinError(
            'bad-until',
            'A zone is open until a moment that is still to come, for a year at most',
            {
              where: 'until',
              fix: 'Name a day within the next 365 days; open it again when its time is up',
            },
          )
        }
        if (
          gate()
            .openings()
            .filter((one) => one.zone === zone).length >= openingLimits.perZone
        ) {
          throw new TocsinError('too-many', `Zone «${found.name}» has ${openingLimits.perZone} openings`, {
            where: zone,
            fix: 'Close those that are no longer needed',
          })
        }
        return { ...(await gate().open({ zone, covers, reason: why, until, who: request.who })) }
      },
    }),
    route({
      method: 'POST',
      path: '/sends/close',
      permission: 'sends.open',
      input: z.strictObject({ zone: zoneId, opening: z.uuid().exactOptional(), reason: reason.exactOptional() }),
      output: z.strictObject({ ended: z.number() }),
      says: 'Closes a zone that one answers for to what Tocsin sends, or ends one of its openings; what is connected is ended.',
      audit: {
        act: 'sends.close',
        note: ({ zone, opening, reason: why }) => ({
          about: opening === undefined ? zone : `${zone} ${opening}`,
          ...(why === undefined ? {} : { reason: why }),
        }),
      },
      handle: async (request) => {
        const { zone, opening } = request.input
        ownZone(gate, zone, request)
        const of = gate()
          .openings()
          .filter((one) => one.zone === zone && (opening === undefined || one.id === opening))
        return {
          ended: await gate().shut(
            of.map(({ id }) => id),
            request.who,
          ),
        }
      },
    }),
  ]
}

/** @throws TocsinError `not-found`: a zone of others is as unknown as one that there is not */
function ownZone(gate: () => SendsGate, id: string, request: RouteRequest<unknown>): GroundZone {
  const sees: Sees = { scope: request.scope, ...(request.circle === undefined ? {} : { circle: request.circle }) }
  const found = gate()
    .zones()
    .find((zone) => zone.id === id)
  if (found !== undefined && isOwn(found, sees)) return found
  throw new TocsinError('not-found', 'You answer for no zone of this name', {
    where: id,
    fix: 'See City > What Tocsin sends for the zones that are yours',
  })
}

function coverText(covers: z.infer<typeof coverShape>): string {
  return covers === 'all' ? 'all' : `${covers.kind} ${covers.id}`
}
