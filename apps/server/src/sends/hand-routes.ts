import { type AnyRoute, route } from '@tocsin/capability'
import { z } from 'zod'
import type { SendsGate } from './gate/house-gate.ts'
import type { SentOrder } from './sent.ts'
import type { SentBook } from './sent-book.ts'

/** What a person fetches with a command: the order is theirs, and given on the command line. */
export const handOrder: SentOrder = { kind: 'setting', id: 'rules update' }

const end = { host: z.string().min(1).max(255), port: z.number().int().min(0).max(65_535) }
const asked = z.enum(['rules update', 'resolver'])

export const admissionShape = z.object({
  addresses: z.array(z.string()),
  closed: z.object({ zone: z.object({ id: z.string(), name: z.string() }).exactOptional() }).exactOptional(),
})

/** For commands that connect by themselves while the server runs: the same zones are closed to them. */
export function handRoutes(book: Pick<SentBook, 'note'>, gate: () => Pick<SendsGate, 'admit'>): readonly AnyRoute[] {
  return [
    route({
      method: 'POST',
      path: '/sends/admit',
      permission: 'sends.tell',
      input: z.strictObject({ ...end, order: asked, addresses: z.array(z.string().max(64)).max(64) }),
      output: admissionShape,
      says: 'Which of these addresses a command may connect to.',
      handle: async ({ input: { order, host, port, addresses } }) => {
        const { closed, ...open } = gate().admit({ order: { kind: 'setting', id: order }, host, port, addresses })
        return { addresses: [...open.addresses], ...(closed === undefined ? {} : { closed }) }
      },
    }),
    route({
      method: 'POST',
      path: '/sends/told',
      permission: 'sends.tell',
      input: z.strictObject({
        ...end,
        kind: z.enum(['rules-fetch', 'name-lookup']),
        address: z.string().max(64).nullable(),
      }),
      output: z.strictObject({}),
      says: 'Counts what a command sent.',
      handle: async ({ input: { kind, ...to } }) => {
        const order = kind === 'name-lookup' ? ({ kind: 'setting', id: 'resolver' } as const) : handOrder
        book.note({ kind, order, ...to })
        return {}
      },
    }),
  ]
}
