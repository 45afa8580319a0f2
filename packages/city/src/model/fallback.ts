import { amount, type Codec, codec, hours, isObject, object } from './codec.ts'

/**
 * What people can do by hand when a supply is gone. Losing the control of a process is not losing the service
 * (manual operation kept water flowing in real attacks), so this is a part of every dependency.
 */
export type Fallback =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'manual'
      /** Hours from the loss until hands have taken over. */
      readonly takesOverAfter: number
      /** Hours that hands can hold. */
      readonly lasts: number
      /** Share of the people who are served meanwhile, 0 to 1. */
      readonly capacity: number
    }

const none = object({ kind: codec('none', (value) => (value === 'none' ? ('none' as const) : undefined)) }, {})
const manual = object(
  {
    kind: codec('none or manual', (value) => (value === 'manual' ? ('manual' as const) : undefined)),
    takesOverAfter: hours,
    lasts: hours,
    capacity: amount(0, 1),
  },
  {},
)

export const fallback: Codec<Fallback> = {
  expects: '{kind: none} or {kind: manual, takesOverAfter, lasts, capacity}',
  read: (value, at, refusals) =>
    isObject(value) && value['kind'] === 'none' ? none.read(value, at, refusals) : manual.read(value, at, refusals),
}
