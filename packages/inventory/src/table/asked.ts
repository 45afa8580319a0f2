import { z } from 'zod'

/** What a value is of which nobody said anything. */
export const unsaid = '-'

export const facetNames = ['kind', 'zone', 'owner', 'criticality', 'state', 'odd', 'unknown', 'source'] as const
export type FacetName = (typeof facetNames)[number]

export const sortNames = ['name', 'kind', 'zone', 'owner', 'criticality', 'id'] as const
export type SortName = (typeof sortNames)[number]

/** Several values of one facet, with commas; a comma inside of one is written `%2C`. */
const some = z
  .string()
  .max(4000)
  .transform((text) => text.split(',').filter((one) => one !== ''))
  .refine((all) => all.length <= 50, 'at most 50 values')
  .transform((all) => all.map((one) => one.replaceAll(/%2C/gi, ',').replaceAll('%25', '%')))
  .optional()

/** Which assets are asked for: any value of a facet, and all facets together. */
export const askedShape = {
  q: z.string().max(200).optional(),
  kind: some,
  zone: some,
  owner: some,
  criticality: some,
  state: some,
  odd: some,
  unknown: some,
  source: some,
}
export type Asked = { readonly q?: string | undefined } & {
  readonly [Name in FacetName]?: readonly string[] | undefined
}

export const sortShape = z
  .custom<SortName | `-${SortName}`>(
    (text) => typeof text === 'string' && sortNames.some((name) => name === text.replace(/^-/, '')),
    `one of ${sortNames.join(', ')}, behind - for downwards`,
  )
  .default('name')
