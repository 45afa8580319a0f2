import type { Aliases, Said } from '../wire/dialect.ts'

/** What RADIUS servers and 802.1X authenticators have in common. OCSF 1.3: 3002 Authentication. */
export function radiusSaid(product: string, aliases?: Aliases): Said {
  return {
    logsources: [{ product, category: 'radius' }, { category: 'radius' }],
    product,
    kind: [3002, 1],
    ...(aliases === undefined ? {} : { aliases }),
  }
}
