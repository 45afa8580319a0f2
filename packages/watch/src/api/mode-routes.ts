import { type AnyRoute, route } from '@tocsin/capability'
import { z } from 'zod'
import type { KeptMode } from '../modes/mode.ts'
import type { RuleModes } from '../modes/rule-modes.ts'

const input = z.strictObject({ id: z.string().min(1).max(255), mode: z.enum(['armed', 'listening']) })

/** Who speaks and who listens is decided by people. */
export function modeRoutes(modes: Pick<RuleModes, 'set'>): readonly AnyRoute[] {
  return [
    route<z.infer<typeof input>, { rule: string; mode: KeptMode['mode']; since: number }>({
      method: 'PUT',
      path: '/rules/:id/mode',
      permission: 'rule.manage',
      input,
      output: z.object({ rule: z.string(), mode: z.enum(['armed', 'listening']), since: z.number() }),
      says: 'Lets a rule speak, or only listen. It holds from its place in the log on.',
      async handle({ input: { id, mode }, who }) {
        const { rule, mode: is, since } = await modes.set(id, mode, who)
        return { rule, mode: is, since }
      },
    }),
  ]
}
